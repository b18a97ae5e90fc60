import { ConfigReader } from '@backstage/config';
import {
  addConfiguredSources,
  type Source,
} from '@twinshore/plugin-dr-status-node';
import {
  TEST_SECRET,
  testMisbehaviour,
} from '@twinshore/plugin-dr-status-node/testUtils';
import { securityFamily } from './systems';

function configured(...items: object[]) {
  const added: Source[] = [];
  const wrong: string[] = [];
  addConfiguredSources(
    new ConfigReader({ drStatus: { sources: { security: items } } }),
    {
      addSource: (...sources) => added.push(...sources),
      addMisconfigured: ({ message }) => wrong.push(message),
    },
    securityFamily,
  );
  return { added, wrong };
}

const COMMON = { name: 'on-prem', entityRef: 'resource:default/it' };
const VAULT = {
  ...COMMON,
  system: 'vault',
  nodes: [{ name: 'vault-1', url: 'https://10.0.3.21:8200' }],
};
const HSM = {
  ...COMMON,
  system: 'hsm',
  units: [{ name: 'hsm-1', url: 'https://10.0.3.31' }],
};
const PKCS11 = {
  ...COMMON,
  system: 'hsm',
  pkcs11: {
    module: '/usr/lib/libCryptoki2_64.so',
    tokens: ['mis-1', 'mis-2'],
    environment: { ChrystokiConfigurationPath: '/etc/hsm' },
  },
};
const LDAP = {
  ...COMMON,
  system: 'ldap',
  servers: [{ url: 'ldaps://10.0.3.11' }],
  baseDn: 'dc=mis,dc=example',
  bindDn: 'cn=twinshore,dc=mis,dc=example',
  bindPassword: TEST_SECRET,
};

const SHARE = { ...COMMON, system: 'file-share', path: '/mnt/documents' };

it('makes a source of each item', () => {
  const { added, wrong } = configured(
    VAULT,
    HSM,
    LDAP,
    {
      ...LDAP,
      name: 'ad',
      directory: 'active-directory',
      baseDn: undefined,
    },
    SHARE,
    { ...PKCS11, name: 'luna' },
  );
  expect(wrong).toEqual([]);
  expect(added.map(({ id }) => id)).toEqual([
    'vault:on-prem',
    'hsm:on-prem',
    'ldap:on-prem',
    'ldap:ad',
    'file-share:on-prem',
    'hsm:luna',
  ]);
});

it.each([
  [
    { ...VAULT, system: 'safe' },
    /security\[0\]\.system.*ldap, vault, hsm, file-share/,
  ],
  [{ ...VAULT, nodes: [] }, /security\[0\]\.nodes/],
  [{ ...VAULT, nodes: [{ name: 'a', url: 'vault' }] }, /nodes\[0\]\.url/],
  [
    { ...VAULT, nodes: [...VAULT.nodes, ...VAULT.nodes] },
    /nodes\[1\]\.name.*another one/,
  ],
  [{ ...VAULT, drNodes: [{ url: 'https://a' }] }, /drNodes\[0\]\.name/],
  [{ ...HSM, units: undefined }, /security\[0\]\.units/],
  [{ ...PKCS11, units: HSM.units }, /security\[0\]\.pkcs11.*either/],
  [
    { ...PKCS11, pkcs11: { ...PKCS11.pkcs11, tokens: ['a', 'a'] } },
    /security\[0\]\.pkcs11\.tokens/,
  ],
  [{ ...PKCS11, pkcs11: { tokens: ['a'] } }, /pkcs11\.module/],
  [{ ...LDAP, baseDn: undefined }, /baseDn/],
  [{ ...LDAP, directory: 'novell' }, /security\[0\]\.directory/],
  [{ ...LDAP, servers: [] }, /security\[0\]\.servers/],
  [{ ...LDAP, servers: [{ url: 'https://a' }] }, /servers\[0\]\.url.*ldaps/],
  [
    { ...LDAP, servers: [{ url: 'ldap://a' }] },
    /servers\[0\]\.url.*in the clear.*startTls/,
  ],
  [
    { ...LDAP, servers: [{ url: 'ldaps://u:p@a' }] },
    /servers\[0\]\.url.*bindDn/,
  ],
  [{ ...SHARE, path: 'documents' }, /security\[0\]\.path.*absolute/],
  [{ ...SHARE, canary: '../etc/passwd' }, /security\[0\]\.canary/],
  [{ ...LDAP, bindPassword: undefined }, /security\[0\]\.bindPassword/],
])('says which key is wrong (%#)', (item, message) => {
  const { added, wrong } = configured(item);
  expect(added).toEqual([]);
  expect(wrong).toEqual([expect.stringMatching(message)]);
});

const only = (item: object) => configured({ timeout: 1, ...item }).added[0];

testMisbehaviour(
  'Vault',
  ({ url }) => only({ ...VAULT, nodes: [{ name: 'vault-1', url }] }),
  { protocol: 'http' },
);
testMisbehaviour(
  'An HSM',
  ({ url }) => only({ ...HSM, units: [{ name: 'hsm-1', url }] }),
  { protocol: 'http' },
);
testMisbehaviour(
  'A directory over TLS',
  ({ host, port }) =>
    only({ ...LDAP, servers: [{ url: `ldaps://${host}:${port}` }] }),
  { protocol: 'tcp' },
);
testMisbehaviour(
  'A directory over StartTLS',
  ({ host, port }) =>
    only({
      ...LDAP,
      startTls: true,
      servers: [{ url: `ldap://${host}:${port}` }],
    }),
  { protocol: 'tcp' },
);
