const list = `
a an the this that these those such same other others another each every either neither both all any some no none many much
more most few less least several enough own two three four five six seven eight nine ten eleven twelve first second third
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
itself they them their theirs themselves one ones someone somebody something anyone anybody anything everyone everybody everything
nobody nothing who whom whose which what whatever whichever whoever
be am is are was were been being isn't aren't wasn't weren't ain't i'm you're he's she's it's we're they're that's there's what's here's
do does did done doing don't doesn't didn't have has had having haven't hasn't hadn't i've you've we've they've i'd you'd he'd she'd we'd they'd
can could can't cannot couldn't may might must shall should shouldn't will would won't wouldn't i'll you'll he'll she'll it'll we'll they'll
let let's get gets got getting gotten
about above across after against along among around as at before behind below beneath beside besides between beyond by despite down during
except for from in inside into like near of off on onto out outside over per since through throughout till to toward towards under until
unto up upon via with within without
and but or nor so yet if unless than though although because while whereas whether when whenever where wherever why how however therefore
thus hence also too either
not never ever again still just only even already almost always often sometimes soon now then here there once very quite rather really
perhaps maybe instead else away back well please thanks thank yes no ok okay hi hello hey dear regards
want wants wanted need needs needed
etc eg ie vs
im ive dont doesnt didnt cant wont isnt arent wasnt couldnt shouldnt wouldnt
`

/** English words that say nothing about a subject. */
const functionWords: ReadonlySet<string> = new Set(list.split(/\s+/).filter(Boolean))

/** Whether a lower-case word (straight apostrophes) only holds a sentence together. */
export function isFunctionWord(word: string): boolean {
  return functionWords.has(word)
}
