import { cleanLine } from './clean-text.ts'

const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/**
 * Text as one line for the content or an attribute of XML 1.0, without the characters that XML forbids.
 *
 * @param limit characters of the text at most, default 1,000
 */
export function escapeXml(text: string, limit?: number): string {
  return cleanLine(text, limit)
    .replace(/[&<>"']/g, (sign) => named[sign] ?? sign)
    .replaceAll('##[', '##&#91;')
}
