/** Where an entity stands, as far as the arrow keys care. */
export interface FocusStop {
  ref: string;
  /** Column from left to right: sites and straits alike. */
  column: number;
  /** Row from top to bottom. */
  row: number;
}

/**
 * The stop that an arrow key leads to from `current`: up and down within the
 * column, left and right to the nearest row of the next column that has any.
 * Undefined where there is nowhere to go.
 */
export function nextStop(
  stops: readonly FocusStop[],
  current: string | undefined,
  key: string,
): string | undefined {
  if (stops.length === 0) {
    return undefined;
  }
  if (key === 'Home') {
    return stops[0].ref;
  }
  if (key === 'End') {
    return stops[stops.length - 1].ref;
  }
  const here = stops.find(stop => stop.ref === current);
  if (!here) {
    return stops[0].ref;
  }
  const inColumn = (column: number) =>
    stops.filter(stop => stop.column === column);
  const column = inColumn(here.column);
  const index = column.indexOf(here);
  switch (key) {
    case 'ArrowDown':
      return column[index + 1]?.ref;
    case 'ArrowUp':
      return column[index - 1]?.ref;
    case 'ArrowLeft':
    case 'ArrowRight': {
      const direction = key === 'ArrowRight' ? 1 : -1;
      const columns = [...new Set(stops.map(stop => stop.column))].sort(
        (a, b) => a - b,
      );
      const target = columns[columns.indexOf(here.column) + direction];
      if (target === undefined) {
        return undefined;
      }
      return inColumn(target).reduce((nearest, stop) =>
        Math.abs(stop.row - here.row) < Math.abs(nearest.row - here.row)
          ? stop
          : nearest,
      ).ref;
    }
    default:
      return undefined;
  }
}
