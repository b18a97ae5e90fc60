/** Values that one field of a cron schedule allows. */
function field(text: string, least: number, most: number): Set<number> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) {
      throw new Error(`"${part}" is not a field of a cron schedule`);
    }
    const [, all, from, to, step] = match;
    const first = all === '*' ? least : Number(from);
    const open = all === '*' || (step && !to);
    const last = open ? most : Number(to ?? from);
    for (let value = first; value <= last; value += Number(step ?? 1)) {
      values.add(value);
    }
  }
  return values;
}

const NAMED: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
};

const MINUTE = 60_000;
const HOURS = 366 * 24;

/** The next minute, in UTC, at which a schedule is due. */
export function nextRun(schedule: string, after: Date): Date {
  const parts = (NAMED[schedule] ?? schedule).trim().split(/\s+/);
  if (parts.length !== 5) {
    throw new Error(`"${schedule}" is not a cron schedule of five fields`);
  }
  const minutes = field(parts[0], 0, 59);
  const hours = field(parts[1], 0, 23);
  const days = field(parts[2], 1, 31);
  const months = field(parts[3], 1, 12);
  const weekdays = new Set([...field(parts[4], 0, 7)].map(day => day % 7));
  const anyDay = parts[2] === '*' || parts[4] === '*';
  let time = Math.floor(after.getTime() / MINUTE) * MINUTE + MINUTE;
  const isDue = (date: Date) => {
    const day = days.has(date.getUTCDate());
    const weekday = weekdays.has(date.getUTCDay());
    return (
      months.has(date.getUTCMonth() + 1) &&
      hours.has(date.getUTCHours()) &&
      (anyDay ? day && weekday : day || weekday)
    );
  };
  for (let hour = 0; hour < HOURS; hour++) {
    const date = new Date(time);
    if (isDue(date)) {
      for (let minute = date.getUTCMinutes(); minute < 60; minute++) {
        if (minutes.has(minute)) {
          return new Date(time + (minute - date.getUTCMinutes()) * MINUTE);
        }
      }
    }
    time += (60 - date.getUTCMinutes()) * MINUTE;
  }
  throw new Error(`"${schedule}" is never due within a year`);
}
