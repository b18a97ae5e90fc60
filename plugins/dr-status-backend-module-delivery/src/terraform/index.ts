import {
  readHttpAccess,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { terraformChecks } from './checks';
import { HcpTerraformSource } from './HcpTerraformSource';
import { TerraformSource } from './TerraformSource';

/** A stack whose plans a scheduled job publishes. */
export const terraform: SystemKind = {
  id: 'terraform',
  title: 'Terraform',
  checks: terraformChecks,
  create: (settings, item) =>
    new TerraformSource(settings, readHttpAccess(item, settings.key)),
};

/** A workspace of HCP Terraform; judged by the same rules. */
export const hcpTerraform: SystemKind = {
  id: 'hcp-terraform',
  title: 'HCP Terraform',
  checks: [],
  create: (settings, item) =>
    new HcpTerraformSource(settings, {
      access: readHttpAccess(item, settings.key),
      workspace: item.getString('workspace'),
    }),
};
