import { ConfiguredSource } from './ConfiguredSource';
import type { SourceSettings } from './configuredSources';
import type { HttpAccess } from './httpAccess';
import { HttpEndpoint } from './HttpEndpoint';

/** How an {@link HttpSource} asks its system. @public */
export interface HttpSourceOptions {
  access: Pick<HttpAccess, 'url' | 'ca'>;
  /** Sent with every request, for example the authorization. */
  headers?: Record<string, string>;
  /** Grant that it needs at the system. */
  leastPrivilege: string;
}

/**
 * A configured source that asks one HTTP interface. A subclass adds `observe`.
 * @public
 */
export abstract class HttpSource extends ConfiguredSource {
  readonly leastPrivilege: string;
  protected readonly key: string;
  protected readonly endpoint: HttpEndpoint;

  constructor(settings: SourceSettings, options: HttpSourceOptions) {
    super(settings);
    const { access, headers, leastPrivilege } = options;
    this.key = settings.key;
    this.leastPrivilege = leastPrivilege;
    this.endpoint = new HttpEndpoint({
      name: settings.title,
      url: access.url,
      ca: access.ca,
      key: settings.key,
      timeoutSeconds: settings.timeoutSeconds,
      headers,
      leastPrivilege,
    });
  }

  async close(): Promise<void> {
    await this.endpoint.close();
  }
}
