import { createCatalogModelLayer } from '@backstage/catalog-model/alpha';
import {
  ANNOTATION_DECLARED_AS,
  ANNOTATION_DESIGN,
  ANNOTATION_DISCOVERED_BY,
  ANNOTATION_RESOURCE_ID,
  RELATION_FAILOVER_FOR,
  RELATION_FAILS_OVER_TO,
  RELATION_HOSTS,
  RELATION_LOCATED_IN,
  RELATION_REPLICATES_TO,
  RELATION_REPLICA_OF,
} from '@twinshore/plugin-hybrid-infra-common';

/** Kinds that may carry a `spec.resilience` block. */
const KINDS = ['API', 'Component', 'Domain', 'Resource', 'System'];

/**
 * Tells the catalog what the estate's relations and annotations mean, for
 * whatever lists or explains its model.
 */
export const resilienceModelLayer = createCatalogModelLayer({
  layerId: 'twinshore.io/resilience',
  builder: model => {
    model.addRelationPair({
      fromKind: KINDS,
      toKind: KINDS,
      description:
        'Where something stands: a workload in a cluster, a database in a zone, a zone in a site. What hosts it takes it along when it fails.',
      forward: { type: RELATION_LOCATED_IN, title: 'located in' },
      reverse: { type: RELATION_HOSTS, title: 'hosts' },
    });
    model.addRelationPair({
      fromKind: KINDS,
      toKind: KINDS,
      description:
        'The direction in which a store is copied, from the one that is written to its copy.',
      forward: { type: RELATION_REPLICATES_TO, title: 'replicates to' },
      reverse: { type: RELATION_REPLICA_OF, title: 'replica of' },
    });
    model.addRelationPair({
      fromKind: KINDS,
      toKind: KINDS,
      description: 'What takes over when this fails.',
      forward: { type: RELATION_FAILS_OVER_TO, title: 'fails over to' },
      reverse: { type: RELATION_FAILOVER_FOR, title: 'fail-over for' },
    });
    model.addAnnotation({
      name: ANNOTATION_DESIGN,
      title: 'Rows of the design',
      description:
        'The rows of the design that the entity stands for, comma-separated.',
    });
    model.addAnnotation({
      name: ANNOTATION_RESOURCE_ID,
      title: 'Resource id',
      description:
        'What the real system calls it, an ARN for example; several with commas. What carries it is expected to be found.',
    });
    model.addAnnotation({
      name: ANNOTATION_DECLARED_AS,
      title: 'Declared as',
      description:
        'Of a discovered resource: the entity that its own tag or annotation names.',
    });
    model.addAnnotation({
      name: ANNOTATION_DISCOVERED_BY,
      title: 'Discovered by',
      description: 'The list in which a resource was found.',
    });
    model.addAnnotation({
      name: 'twinshore.io/aws-region',
      title: 'AWS region',
      description: 'What AWS calls the region of a site.',
    });
    model.addAnnotation({
      name: 'twinshore.io/aws-availability-zone',
      title: 'AWS availability zone',
      description: 'What AWS calls a zone.',
    });
    model.addAnnotation({
      name: 'twinshore.io/zone-label',
      title: 'Zone label',
      description:
        'Value of the label topology.kubernetes.io/zone on the nodes of a zone.',
    });
  },
});
