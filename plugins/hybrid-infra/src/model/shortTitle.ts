/**
 * A title without the site that it stands under on the map: "RDS, AWS primary"
 * below "AWS primary" is "RDS", "AWS DR data network" is "Data network". Never
 * empty.
 */
export function shortTitle(title: string, siteTitle: string): string {
  const lower = title.toLocaleLowerCase();
  const site = siteTitle.toLocaleLowerCase();
  let short = title;
  if (lower.endsWith(` ${site}`)) {
    short = title.slice(0, -site.length).replace(/[\s,]+$/, '');
  } else if (lower.startsWith(`${site} `)) {
    short = title.slice(site.length).trim();
  }
  return short === '' ? title : short[0].toLocaleUpperCase() + short.slice(1);
}
