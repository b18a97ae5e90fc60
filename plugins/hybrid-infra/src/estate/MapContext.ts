import { createContext, useContext } from 'react';
import type { EstateView } from '../model/estateFilter';
import type { ReplicationHop } from '../model/replication';
import type { RedundancyStack } from '../model/redundancy';

/** What every spot of the map needs to draw itself. */
export interface MapContextValue {
  view: EstateView;
  stacks: ReadonlyMap<string, RedundancyStack>;
  localHops: ReadonlyMap<string, ReplicationHop[]>;
  /** Refs of all copies, whichever site their source is in. */
  replicas: ReadonlySet<string>;
  /** Sites with more than one zone, where it matters in which one a thing stands. */
  zonedSites: ReadonlySet<string>;
  siteTitles: ReadonlyMap<string, string>;
  /** Refs on the path of what is pointed at; undefined when nothing is. */
  lit: ReadonlySet<string> | undefined;
  pointAt(ref: string | undefined): void;
  /** The one spot that Tab reaches; arrow keys move it. */
  tabStop: string | undefined;
  setTabStop(stop: string): void;
  hrefOf(entityRef: string): string;
}

export const MapContext = createContext<MapContextValue | undefined>(undefined);

export function useMap(): MapContextValue {
  const value = useContext(MapContext);
  if (!value) {
    throw new Error('A spot of the estate map was drawn outside of the map');
  }
  return value;
}
