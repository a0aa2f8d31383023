/** What the locale can show. */

/** Whether the locale can show more than ASCII: the first of LC_ALL, LC_CTYPE and LANG that is set decides. */
export function isUtf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return locale === '' || /utf-?8/i.test(locale);
}
