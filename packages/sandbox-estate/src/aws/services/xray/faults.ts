import type { FaultDefinition } from '../../../part';
import { AWS_SITES } from '../../sites';
import { mark, targetedFault } from '../../targetedFault';
import type { Traces } from './Traces';

export function xrayFaults(traces: Traces): FaultDefinition[] {
  return [
    targetedFault({
      id: 'stop-tracing',
      title: 'X-Ray gets no traces',
      description:
        'The collector of the site sends nothing: the service graph is empty.',
      targets: AWS_SITES,
      inject: site => mark(traces.silent, site),
    }),
  ];
}
