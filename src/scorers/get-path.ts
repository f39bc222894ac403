import { pathNames } from './path-names.ts'

/** The value at a path like `items[0].price` or `items.0.price`; `undefined` when there is none. Own members only. */
export function getPath(value: unknown, path: string): unknown {
  let at = value
  for (const name of pathNames(path)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = Reflect.get(at, name)
  }
  return at
}
