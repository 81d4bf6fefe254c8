/** Version of the app, set by the build. */
declare const __SKOOP_VERSION__: string;
