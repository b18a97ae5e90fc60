export interface Config {
  permission?: {
    estate?: {
      /**
       * Who may do what. Replaces the built-in roles as a whole. What no role
       * allows is denied.
       */
      roles?: Array<{
        /**
         * Entity refs of groups or users, for example
         * `group:default/dr-officers`; `*` for every signed-in user.
         */
        groups: string[];
        /**
         * Permission names, with `*` for any run of characters, for example
         * `catalog.entity.*`; `read` for every permission that only reads.
         */
        allow: string[];
      }>;
    };
  };
}
