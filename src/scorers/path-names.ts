/** The names and indices of a path like `items[0].price` or `items.0.price`. */
export function pathNames(path: string): string[] {
  const dotted = path.includes('[') ? path.replace(/\[(\d+)\]/g, '.$1') : path
  return dotted.split('.').filter((name) => name !== '')
}
