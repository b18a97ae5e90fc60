import {
  REGIONS,
  type EstateModel,
  type NodeGroupControl,
} from '../../../model';
import { AWS_SITES, type AwsSite } from '../../sites';

/** What EKS complains about: a code of its own, and the words for it. */
export interface Issue {
  code: string;
  message: string;
  resourceIds: string[];
}

/** A cluster, over the node groups that the model has of its site. */
export interface EksCluster {
  name: string;
  site: AwsSite;
  region: string;
  nodeGroups: NodeGroupControl[];
}

export function clusterName(site: AwsSite): string {
  return `eks-${site}`;
}

/** The clusters of the estate as EKS sees them. */
export class Clusters {
  readonly #model: EstateModel;
  readonly #issues = new Map<string, Issue[]>();
  readonly #openToAll = new Set<AwsSite>();

  constructor(model: EstateModel) {
    this.#model = model;
  }

  of(region: string): EksCluster[] {
    return AWS_SITES.filter(site => REGIONS[site] === region).flatMap(site => {
      const nodeGroups = [...this.#model.nodeGroups.values()].filter(
        group => group.site === site,
      );
      return nodeGroups.length > 0
        ? [{ name: clusterName(site), site, region, nodeGroups }]
        : [];
    });
  }

  all(): EksCluster[] {
    return Object.values(REGIONS).flatMap(region => this.of(region));
  }

  /** @param of - name of a cluster or of a node group */
  issues(of: string): Issue[] {
    return this.#issues.get(of) ?? [];
  }

  /** The returned function takes it back. */
  complain(of: string, issue: Issue): () => void {
    this.#issues.set(of, [...this.issues(of), issue]);
    return () => {
      this.#issues.set(
        of,
        this.issues(of).filter(each => each !== issue),
      );
    };
  }

  isOpenToAll(site: AwsSite): boolean {
    return this.#openToAll.has(site);
  }

  setOpenToAll(site: AwsSite, open: boolean): void {
    if (open) this.#openToAll.add(site);
    else this.#openToAll.delete(site);
  }
}

/** Auto-scaling group that EKS keeps for a node group. */
export function autoScalingGroupName(group: NodeGroupControl): string {
  const hex = Buffer.from(group.name).toString('hex').padEnd(32, '0');
  const uuid = [
    hex.slice(-12, -4),
    hex.slice(0, 4),
    `4${hex.slice(4, 7)}`,
    `8${hex.slice(7, 10)}`,
    hex.slice(10, 22),
  ].join('-');
  return `eks-${group.name}-${uuid}`;
}
