/** The value at a path like `items[0].price` or `items.0.price`; `undefined` when there is none. Own members only. */
export function getPath(value: unknown, path: string): unknown {
  let at = value
  for (const name of path.replace(/\[(\d+)\]/g, '.$1').split('.')) {
    if (name === '') continue
    if (typeof at !== 'object' || at === null) return undefined
    at = Object.getOwnPropertyDescriptor(at, name)?.value
  }
  return at
}
