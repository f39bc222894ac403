/** Names whose value is a secret, whatever it looks like. */
export const strongName =
  'pass(?:word|wd|phrase|code)|pwd|secret|credentials?|api[-_ ]?key|apikey|(?:access|private|secret|account|encryption|signing|master|subscription|shared[-_ ]?access)[-_ ]?key|(?:access|auth|refresh|id|session|security|bearer|api|client|csrf|xsrf)[-_ ]?token'

/** Names that much else has too. */
export const weakName = 'token|auth'

const strongEnd = new RegExp(`(?:${strongName})[-_]?\\d{0,3}$`, 'i')
const weakEnd = new RegExp(`(?:${weakName})$`, 'i')
const header = /^(?:(?:proxy-)?authorization|(?:set-)?cookie)$/i

export type SecretName = 'strong' | 'weak' | 'header'

/** What the name of a member says of its value. */
export function secretName(name: string): SecretName | undefined {
  if (name.length > 200) return undefined
  if (header.test(name)) return 'header'
  if (strongEnd.test(name)) return 'strong'
  return weakEnd.test(name) ? 'weak' : undefined
}

/** What stands in documentation and code where a secret would be. */
const ordinary = new Set(
  'true,false,null,none,nil,undefined,string,str,text,number,int,integer,bytes,boolean,bool,char,varchar,object,any,unknown,secretstr,required,optional,missing,invalid,expired,empty,hidden,unset,yes,no,include,omit,same-origin,password,passwd,passphrase,pwd,secret,token,key,apikey,api_key,api-key,username,user,value,input,example,changed,incorrect,wrong,forgotten,reset'.split(
    ',',
  ),
)

const masked = /^[*x•.…_\-#]+$/i
const blank = /^[$%<{[(]|\.\.\.$|^(?:your|my|the|some|any|insert|enter|replace)[-_]?(?![^-_]*\d)[a-z-_]*$/i
const expression = /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$/

/** Is this a word, a blank to fill in, or code, rather than a secret? */
export function isPlaceholder(value: string): boolean {
  return (
    ordinary.has(value.toLowerCase()) || masked.test(value) || blank.test(value) || expression.test(value)
  )
}
