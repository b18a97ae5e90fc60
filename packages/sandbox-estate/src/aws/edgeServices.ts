import type { EstateModel } from '../model';
import type { FaultDefinition } from '../part';
import type { Clock } from './clock';
import { edgeFaults } from './edgeFaults';
import type { Service } from './server/service';
import { acmService, Certificates } from './services/acm';
import { directConnectService } from './services/directconnect';
import { Bridge } from './services/directconnect/Bridge';
import { ec2Service, Networks } from './services/ec2';
import { elbv2Service, LoadBalancers } from './services/elbv2';
import { WebAcls, wafv2Service } from './services/wafv2';

/** What stands between users, sites and the application: load balancers, certificates, networks, links. */
export function edgeServices(
  model: EstateModel,
  clock: Clock,
): {
  services: Service[];
  faults: FaultDefinition[];
  balancers: LoadBalancers;
  bridge: Bridge;
  stop(): void;
} {
  const balancers = new LoadBalancers(model);
  const certificates = new Certificates(model, clock);
  const acls = new WebAcls();
  const networks = new Networks(model);
  const bridge = new Bridge(model, clock);
  bridge.watch();
  model.on('change', bridge.watch);
  return {
    services: [
      elbv2Service(balancers, certificates),
      acmService(certificates),
      wafv2Service(acls),
      ec2Service(networks, bridge, model),
      directConnectService(bridge),
    ],
    faults: edgeFaults({ balancers, certificates, acls, networks, bridge }),
    balancers,
    bridge,
    stop: () => {
      model.off('change', bridge.watch);
    },
  };
}
