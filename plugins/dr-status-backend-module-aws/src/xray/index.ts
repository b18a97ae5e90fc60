import type { AwsService } from '../aws/services';
import { xrayFaults } from './xrayFaults';
import { XRAY_ACTIONS, XraySource } from './XraySource';

/** AWS X-Ray: traced services of one account and region. */
export const xray: AwsService = {
  id: 'xray',
  title: 'X-Ray',
  actions: XRAY_ACTIONS,
  checks: [xrayFaults],
  create: settings => new XraySource(settings),
};
