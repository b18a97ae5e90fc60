import { NoSuchObjectError, type Client, type Entry } from 'ldapts';
import {
  abortAfter,
  ConfiguredSource,
  SourceFailure,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import { askUnits, isSilent } from '../units/units';
import { LDAP_GRANT, toSourceFailure } from './failures';
import { Laggards } from './Laggards';
import { withLdap, type LdapLogin } from './LdapConnection';
import { SERVERS, type LdapServer, type LdapServersValue } from './signals';

export interface LdapSourceOptions {
  directory: LdapServersValue['directory'];
  servers: Array<{ name: string; url: string }>;
  login: Omit<LdapLogin, 'url'>;
  baseDn: string;
}

type AnsweringServer = Extract<LdapServer, { state: 'answers' }>;

const NOT_BEHIND = { lacking: [], behindSeconds: 0 };

/** `20261125015212.123456Z#000000#001#000000` */
const CSN =
  /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,6}))?Z#[0-9a-f]+#([0-9a-f]+)#/i;

function valuesOf(entry: Entry | undefined, attribute: string): string[] {
  const found = Object.entries(entry ?? {}).find(
    ([name]) => name.toLowerCase() === attribute.toLowerCase(),
  );
  return [found?.[1] ?? []].flat().map(String);
}

/** The newest change of each provider; throws at one that cannot be read. */
export function newestChanges(contextCsn: string[]): Record<string, string> {
  return Object.fromEntries(
    contextCsn.map(csn => {
      const parts = CSN.exec(csn);
      if (!parts) {
        throw new Error('a contextCSN that cannot be understood');
      }
      const [, year, month, day, hour, minute, second, fraction = '0', id] =
        parts;
      const at = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction
        .padEnd(3, '0')
        .slice(0, 3)}Z`;
      if (Number.isNaN(Date.parse(at))) {
        throw new Error('a contextCSN whose time is none');
      }
      return [id, at];
    }),
  );
}

function flagOf(entry: Entry | undefined, attribute: string): boolean | null {
  const [value] = valuesOf(entry, attribute);
  return value === undefined ? null : /^true$/i.test(value);
}

async function readEntry(
  client: Client,
  dn: string,
  attributes: string[],
): Promise<Entry | undefined> {
  const { searchEntries } = await client.search(dn, {
    scope: 'base',
    attributes,
    sizeLimit: 1,
  });
  return searchEntries[0];
}

/** How many entries the database of the suffix holds; null when it does not tell. */
async function countEntries(
  client: Client,
  baseDn: string,
): Promise<number | null> {
  try {
    const { searchEntries } = await client.search('cn=Databases,cn=Monitor', {
      scope: 'one',
      attributes: ['namingContexts', 'olmMDBEntries'],
      sizeLimit: 50,
    });
    const database = searchEntries.find(entry =>
      valuesOf(entry, 'namingContexts').some(
        dn => dn.toLowerCase() === baseDn.toLowerCase(),
      ),
    );
    const [count] = valuesOf(database, 'olmMDBEntries');
    return count !== undefined && /^\d+$/.test(count) ? Number(count) : null;
  } catch {
    // The monitor database is optional, and so is the right to read it.
    return null;
  }
}

/** The servers of one directory, each asked for how far it has come. */
export class LdapSource extends ConfiguredSource {
  readonly leastPrivilege = LDAP_GRANT;
  readonly #options: LdapSourceOptions;
  readonly #key: string;
  readonly #laggards = new Laggards();

  constructor(settings: SourceSettings, options: LdapSourceOptions) {
    super(settings);
    this.#options = options;
    this.#key = settings.key;
  }

  async observe({ signal, now }: SourceContext): Promise<ObservationInput[]> {
    const { directory, servers } = this.#options;
    const answers: LdapServer[] = await askUnits(servers, index =>
      this.#ask(servers[index], signal),
    );
    const answering = answers.flatMap(server =>
      isSilent(server) ? [] : [server],
    );
    const lags = this.#laggards.judge(answering, now());
    const value: LdapServersValue = {
      directory,
      servers: answers.map(server =>
        isSilent(server)
          ? server
          : { ...server, ...lags[answering.indexOf(server)] },
      ),
    };
    return [
      { entityRef: this.entityRefs[0], signal: SERVERS, value: { ...value } },
    ];
  }

  async #ask(
    { name, url }: { name: string; url: string },
    signal: AbortSignal,
  ): Promise<AnsweringServer> {
    const { directory, login, baseDn } = this.#options;
    const timeoutSeconds = this.timeoutSeconds * 0.9;
    const asked = {
      name: `LDAP server ${name}`,
      key: this.#key,
      timeoutSeconds: this.timeoutSeconds,
    };
    const limit = AbortSignal.any([signal, abortAfter(timeoutSeconds)]);
    try {
      return await withLdap(
        { ...login, url },
        { signal: limit, timeoutSeconds },
        async (client, tls) => {
          if (directory === 'active-directory') {
            const rootDse = await readEntry(client, '', [
              'isSynchronized',
              'isGlobalCatalogReady',
            ]);
            return {
              name,
              state: 'answers',
              tls,
              newestChanges: {},
              ...NOT_BEHIND,
              entries: null,
              synchronized: flagOf(rootDse, 'isSynchronized'),
              globalCatalogReady: flagOf(rootDse, 'isGlobalCatalogReady'),
            };
          }
          const suffix = await readEntry(client, baseDn, ['contextCSN']);
          if (!suffix) {
            // What may not be searched is left out without a word.
            throw new NoSuchObjectError();
          }
          return {
            name,
            state: 'answers',
            tls,
            newestChanges: this.#changes(asked.name, suffix),
            ...NOT_BEHIND,
            entries: await countEntries(client, baseDn),
            synchronized: null,
            globalCatalogReady: null,
          };
        },
      );
    } catch (error) {
      throw toSourceFailure(error, asked, limit.aborted);
    }
  }

  #changes(name: string, suffix: Entry | undefined): Record<string, string> {
    try {
      return newestChanges(valuesOf(suffix, 'contextCSN'));
    } catch (error) {
      throw new SourceFailure(
        'malformed',
        `${name} answered with ${(error as Error).message}.`,
        `Check that ${this.#key}.directory says what it is.`,
      );
    }
  }
}
