import {
  RiBox3Line,
  RiBuilding2Line,
  RiCloudLine,
  RiCompass3Line,
  RiDatabase2Line,
  RiGitBranchLine,
  RiGlobalLine,
  RiHardDrive2Line,
  RiKey2Line,
  RiLineChartLine,
  RiLink,
  RiMapPinLine,
  RiNodeTree,
  RiScales3Line,
  RiServerLine,
  RiShieldLine,
  RiStackLine,
} from '@remixicon/react';
import type { ComponentType } from 'react';

type Icon = ComponentType<{ size?: number | string; className?: string }>;

// First match wins; types are free words of the catalog, so fragments decide.
const ICONS: ReadonlyArray<[fragment: RegExp, icon: Icon]> = [
  [/^site$/, RiBuilding2Line],
  [/^zone$/, RiMapPinLine],
  [/database|postgres|rds/, RiDatabase2Line],
  [/cache|redis|session/, RiStackLine],
  [/cluster|kubernetes|node/, RiNodeTree],
  [/link|vpn|direct-connect/, RiLink],
  [/dns/, RiCompass3Line],
  [/load-balancer|ingress/, RiScales3Line],
  [/firewall|waf|policy|security|zero-trust/, RiShieldLine],
  [/bucket|storage|nas|document/, RiHardDrive2Line],
  [/key|secret|certificate|hsm|kms|vault|tls|identity/, RiKey2Line],
  [/network|vpc|subnet|gateway/, RiGlobalLine],
  [/monitoring|metrics|observability|dashboard|tracing|log/, RiLineChartLine],
  [/pipeline|registry|gitops|delivery/, RiGitBranchLine],
  [/service|website|library/, RiServerLine],
  [/cloud|aws/, RiCloudLine],
];

/** Icon of an entity's `spec.type`, decorative. @public */
export function EntityTypeIcon(props: { type: string; size?: number }) {
  const type = props.type.toLowerCase();
  const Match = ICONS.find(([fragment]) => fragment.test(type))?.[1];
  const Chosen = Match ?? RiBox3Line;
  return (
    <span aria-hidden style={{ display: 'inline-flex', flex: 'none' }}>
      <Chosen size={props.size ?? 16} />
    </span>
  );
}
