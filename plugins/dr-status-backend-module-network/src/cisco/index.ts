import type { Config } from '@backstage/config';
import {
  readEntityRef,
  readHttpAccess,
  type SourceSettings,
  type SystemKind,
} from '@twinshore/plugin-dr-status-node';
import { readUnits } from '../units/readUnits';
import { AsaSource } from './AsaSource';
import { firewallChecks } from './checks';
import { FdmSource } from './FdmSource';
import { FmcSource } from './FmcSource';
import type { NamedUnit } from './pairObservations';
import {
  AUTH_PROTOCOLS,
  PRIV_PROTOCOLS,
  type SnmpAccess,
} from './SnmpEndpoint';

/** The primary and the secondary unit, for products that speak of both at once. */
function readRoles(settings: SourceSettings, item: Config): NamedUnit[] {
  return ['primary', 'secondary'].map(name => {
    const key = `${name}EntityRef`;
    const ref = item.getOptionalString(key);
    return {
      name,
      entityRef: ref && readEntityRef(ref, `${settings.key}.${key}`),
    };
  });
}

/** A key of one of the protocols, or the first that is offered. */
function readProtocol<T extends string>(
  settings: SourceSettings,
  item: Config,
  key: string,
  offered: Record<T, unknown>,
  fallback: T,
): T {
  const value = item.getOptionalString(key) ?? fallback;
  if (!(value in offered)) {
    throw new Error(
      `Invalid value at '${
        settings.key
      }.${key}': "${value}" is none of ${Object.keys(offered).join(', ')}`,
    );
  }
  return value as T;
}

function readSnmpAccess(settings: SourceSettings, item: Config): SnmpAccess {
  return {
    host: item.getString('host'),
    port: item.getOptionalNumber('port') ?? 161,
    username: item.getString('username'),
    authProtocol: readProtocol(
      settings,
      item,
      'authProtocol',
      AUTH_PROTOCOLS,
      'sha256',
    ),
    authKey: item.getString('authKey'),
    privProtocol: readProtocol(
      settings,
      item,
      'privProtocol',
      PRIV_PROTOCOLS,
      'aes',
    ),
    privKey: item.getString('privKey'),
  };
}

/** Firepower Threat Defense that manages itself. */
export const fdm: SystemKind = {
  id: 'cisco-fdm',
  title: 'Cisco FDM',
  // All three kinds of Cisco firewall are judged by the same rules.
  checks: firewallChecks,
  create: (settings, item) =>
    new FdmSource(settings, {
      units: readUnits(settings, item),
      username: item.getString('username'),
      password: item.getString('password'),
    }),
};

/** Firepower Threat Defense that a Management Center manages. */
export const fmc: SystemKind = {
  id: 'cisco-fmc',
  title: 'Cisco FMC',
  checks: [],
  create: (settings, item) => {
    const access = readHttpAccess(item, settings.key);
    if (access.username === undefined) {
      throw new Error(
        `Missing required config value at '${settings.key}.username'`,
      );
    }
    return new FmcSource(settings, {
      access,
      domain: item.getOptionalString('domain'),
      pairId: item.getString('pairId'),
      units: readRoles(settings, item),
    });
  },
};

/** Adaptive Security Appliance. */
export const asa: SystemKind = {
  id: 'cisco-asa',
  title: 'Cisco ASA',
  checks: [],
  create: (settings, item) =>
    new AsaSource(settings, {
      access: readSnmpAccess(settings, item),
      units: readRoles(settings, item),
    }),
};
