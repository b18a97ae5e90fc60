export interface Config {
  drStatus?: {
    sources?: {
      /** Systems of the delivery chain that are asked, one item for each. */
      delivery?: Array<{
        /** Unique among the sources of the system; the id is `<system>:<name>`. */
        name: string;
        /** What is asked. */
        system:
          | 'jenkins'
          | 'sonarqube'
          | 'trivy'
          | 'harbor'
          | 'nexus'
          | 'terraform'
          | 'hcp-terraform'
          | 'git'
          | 'argocd';
        /** Entity that the source speaks of. */
        entityRef: string;
        /** Seconds, or a duration. Default 30 seconds. */
        interval?: number | string | HumanDuration;
        /** Seconds, or a duration. Default 10 seconds. */
        timeout?: number | string | HumanDuration;
        /**
         * Address of the system. Terraform: of the published document. Git: of
         * the repository, as one clones it.
         */
        url: string;
        /** Jenkins, Harbor, Nexus, Git, Terraform. */
        username?: string;
        /**
         * Jenkins: an API token.
         * @visibility secret
         */
        password?: string;
        /**
         * SonarQube, Trivy, Terraform, HCP Terraform, Git, Argo CD.
         * @visibility secret
         */
        token?: string;
        /** Certificates of authorities to trust besides the well-known ones, as PEM. */
        ca?: string;
        /** Jenkins: full names of the jobs to watch, `folder/job`. Default: all at the top. */
        pipelines?: string[];
        /** Jenkins: full name of the job that drills the fail-over. */
        drillJob?: string;
        /** Jenkins: agents are started when needed, so that none is no fault. Default false. */
        agentsOnDemand?: boolean;
        /**
         * SonarQube: value of sonar.web.systemPasscode, which opens its health.
         * @visibility secret
         */
        passcode?: string;
        /** SonarQube: keys of the projects whose quality gates are watched. Argo CD: its projects; by default all. */
        projects?: string[];
        /** Harbor: names of the replication policies to watch. Default: all. */
        policies?: string[];
        /** HCP Terraform: id of the workspace, `ws-…`. */
        workspace?: string;
        /** Git: branch that is followed. Default `main`. */
        branch?: string;
        /** Git: copies of the repository at other places. */
        mirrors?: Array<{
          name: string;
          url: string;
          username?: string;
          /** @visibility secret */
          password?: string;
          /** @visibility secret */
          token?: string;
          ca?: string;
        }>;
      }>;
    };
  };
}

interface HumanDuration {
  years?: number;
  months?: number;
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}
