export interface Config {
  twinshore?: {
    changes?: {
      /** The Git repository that holds the estate's Terraform and Argo CD files. */
      git?: {
        /** HTTP(S) address that Git clones from and pushes to. */
        repository: string;
        /** Address for people; defaults to the repository without `.git`. */
        webUrl?: string;
        username: string;
        /**
         * Password or token with the right to push branches.
         * @visibility secret
         */
        password: string;
        /** Branch that the estate follows; defaults to `main`. */
        branch?: string;
      };
    };
  };
}
