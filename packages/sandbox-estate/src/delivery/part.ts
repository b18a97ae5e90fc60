import type { RunningPart, SandboxContext, SandboxPart } from '../part';
import {
  SystemServer,
  type SystemReply,
  type SystemRequest,
} from '../systems/SystemServer';
import { Analysis } from './Analysis';
import { ArtifactRepository } from './ArtifactRepository';
import { Ci } from './Ci';
import { deliveryFaults } from './faults';
import { GitMirror } from './GitMirror';
import { ImageRegistry } from './ImageRegistry';
import { Scanner } from './Scanner';
import { TerraformResults } from './TerraformResults';

const USERNAME = 'twinshore-read';
const ROBOT = 'robot$twinshore-read';

interface Imitated {
  answer(request: SystemRequest): SystemReply | undefined;
}

const basic = (username: string, password: string) => {
  const wanted = `Basic ${btoa(`${username}:${password}`)}`;
  return ({ headers }: SystemRequest) => headers.authorization === wanted;
};

async function startDelivery(context: SandboxContext): Promise<RunningPart> {
  const { model, port } = context;
  const now = Date.now();
  const secret = (name: string) => context.secret(`delivery/${name}`);
  const passwords = {
    jenkins: await secret('jenkins'),
    harbor: await secret('harbor'),
    nexus: await secret('nexus'),
  };
  const tokens = {
    sonarqube: await secret('sonarqube'),
    passcode: await secret('sonarqube-passcode'),
    trivy: await secret('trivy'),
    terraform: await secret('terraform'),
  };
  const ci = new Ci(model, now);
  const analysis = new Analysis(tokens.sonarqube, tokens.passcode);
  const scanner = new Scanner();
  const images = new ImageRegistry(model, now);
  const artifacts = new ArtifactRepository(USERNAME, passwords.nexus);
  const terraform = new TerraformResults(model);
  const mirror = await GitMirror.start(context);

  const start = async (
    name: string,
    imitated: Imitated,
    authorize?: (request: SystemRequest) => boolean,
  ) =>
    SystemServer.start({
      name,
      // All of it stands on premises; what the CI publishes is kept outside.
      ...(name !== 'terraform-results' && {
        site: 'on-prem',
        zones: ['on-prem-dc'],
      }),
      port: await port(`delivery/${name}`),
      model,
      authorize,
      answer: request => imitated.answer(request),
    });
  const servers = {
    jenkins: await start('jenkins', ci, basic(USERNAME, passwords.jenkins)),
    sonarqube: await start('sonarqube', analysis),
    trivy: await start(
      'trivy',
      scanner,
      ({ path, headers }) =>
        path === '/healthz' || headers['trivy-token'] === tokens.trivy,
    ),
    harbor: await start('harbor', images, basic(ROBOT, passwords.harbor)),
    nexus: await start('nexus', artifacts),
    terraform: await start(
      'terraform-results',
      terraform,
      ({ headers }) => headers.authorization === `Bearer ${tokens.terraform}`,
    ),
  };

  return {
    faults: deliveryFaults({
      ci,
      analysis,
      scanner,
      images,
      artifacts,
      terraform,
      mirror,
    }),
    describe: () => ({
      delivery: {
        jenkins: {
          url: servers.jenkins.url,
          username: USERNAME,
          password: passwords.jenkins,
        },
        sonarqube: {
          url: servers.sonarqube.url,
          token: tokens.sonarqube,
          passcode: tokens.passcode,
        },
        trivy: { url: servers.trivy.url, token: tokens.trivy },
        harbor: {
          url: servers.harbor.url,
          username: ROBOT,
          password: passwords.harbor,
        },
        nexus: {
          url: servers.nexus.url,
          username: USERNAME,
          password: passwords.nexus,
        },
        terraform: {
          'aws-primary': `${servers.terraform.url}/plans/aws-primary.json`,
          'aws-dr': `${servers.terraform.url}/plans/aws-dr.json`,
          token: tokens.terraform,
        },
        ...(mirror && {
          gitMirror: {
            url: mirror.url,
            username: mirror.username,
            password: mirror.password,
          },
        }),
      },
    }),
    async stop() {
      ci.stop();
      images.stop();
      await mirror?.stop();
      await Promise.all(Object.values(servers).map(server => server.stop()));
    },
  };
}

/** The delivery chain: pipeline, analysis, scan, registries, infrastructure plans, Git mirror. */
export const deliveryPart: SandboxPart = {
  name: 'delivery',
  start: startDelivery,
};
