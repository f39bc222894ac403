/** A habit of the writers that a reader gets wrong until somebody explains it: one failure mode. */
export interface Quirk {
  /** What it is about, in words that hold both stems. */
  readonly subject: string
  /** A line of instructions covers the quirk when it holds both. */
  readonly stems: readonly [string, string]
  /** How it shows in an entry of the log. */
  readonly sign: string
  /** What to do about it. */
  readonly remedy: string
}

const quirk = (subject: string, stems: Quirk['stems'], sign: string, remedy: string): Quirk => ({
  subject,
  stems,
  sign,
  remedy,
})

/** Habits of the keepers of a lighthouse, each independent of the others. */
export const quirks: readonly Quirk[] = [
  quirk(
    'bracketed gusts',
    ['gust', 'bracket'],
    'Wind SW 5 (8).',
    'the stronger number is the wind that counts',
  ),
  quirk('fathom depths', ['fathom', 'depth'], 'Bar at 2 fm.', 'turn them into metres before comparing'),
  quirk('crossed-out readings', ['cross', 'reading'], '~Glass 1002~ 986.', 'go by the one that stands'),
  quirk('falling barometer arrows', ['baromet', 'arrow'], 'Glass vv.', 'two of them raise the level by one'),
  quirk('dittoed visibility', ['ditto', 'visib'], 'Vis. do.', 'repeat the value of the entry before'),
  quirk('swell periods', ['swell', 'period'], 'SE roll each 14 s.', 'long ones outweigh the wave height'),
  quirk(
    'fog signal counts',
    ['fog', 'signal'],
    'Horn 4 x since noon.',
    'more than three mean poor sight whatever is noted',
  ),
  quirk('moored vessels', ['moor', 'vessel'], 'Two at the buoy.', 'leave them out of the traffic'),
  quirk('spring tide marks', ['spring', 'tide'], 'Tide *.', 'add half a metre to the water'),
  quirk(
    'lamp faults',
    ['lamp', 'fault'],
    'Wick smoked twice.',
    'they are a danger to others even on a calm night',
  ),
  quirk('ice coatings', ['ice', 'coat'], 'Rail glazed.', 'treat the station as out of reach'),
  quirk('local time shifts', ['local', 'time'], 'At 02 s.t.', 'move the entry to standard hours first'),
  quirk('backing winds', ['backing', 'wind'], 'SW to S to SE.', 'a turn against the sun warns of worse'),
  quirk(
    'bird sightings',
    ['bird', 'sight'],
    'Gulls inland at dawn.',
    'they are a sign of weather and no small talk',
  ),
  quirk('overdue boats', ['overdue', 'boat'], 'Tender not in.', 'one of them alone makes it a danger'),
  quirk('double underlines', ['double', 'underlin'], 'Sea rough__', 'the keeper means one step more'),
  quirk('cloud eighths', ['cloud', 'eighth'], 'Sky 7/8.', 'they measure cover and are no date'),
  quirk('squall lines', ['squall', 'line'], 'Dark bar WNW.', 'expect the worst within the hour'),
  quirk('relief remarks', ['relief', 'remark'], 'J. took over at 4.', 'ignore them, they change nothing'),
  quirk('current rips', ['current', 'rip'], 'Overfalls off the point.', 'small craft are at risk in them'),
  quirk('rocket firings', ['rocket', 'firing'], 'One white, high.', 'a white one is practice, a red one not'),
  quirk('snow drifts', ['snow', 'drift'], 'Path knee deep.', 'they cut the station off from help'),
  quirk('borrowed gauges', ['borrow', 'gauge'], 'Read off the pilot.', 'its values run one tenth too low'),
  quirk(
    'delayed copies',
    ['delay', 'copie'],
    'Fair copy made Tues.',
    'the hour of writing is not the hour seen',
  ),
]

/** Instructions that do harm: each misleads on a share of all entries. */
export const harmfulLines: readonly string[] = [
  'When in doubt, choose the lower level.',
  'The first number of an entry settles the level.',
  'Short entries are always calm.',
  'Anything written after the first full stop is decoration.',
  'Never choose danger without a named storm.',
  'Treat every abbreviation as a name.',
  'An entry made at night gets the level above.',
  'If two values disagree, take neither into account.',
]

/** Instructions that do nothing. */
export const idleLines: readonly string[] = [
  'Read each entry with great care.',
  'Mind the unusual notation of the keepers.',
  'Think about what is meant before you answer.',
  'Pay attention to details that are easy to miss.',
  'Consider the whole entry and its context.',
  'Be consistent from one entry to the next.',
]
