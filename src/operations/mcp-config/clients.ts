type Json = Record<string, unknown>

export const CLIENTS = ['claude', 'cursor', 'vscode'] as const
export type ClientName = (typeof CLIENTS)[number]

/** How a client reaches the server: a program that it starts, or an address with a token that stands in the environment. */
export type Reach = { kind: 'stdio'; command: string; args: string[] } | { kind: 'http'; url: string; tokenEnv: string }

interface ClientFormat {
  /** Files that take it. */
  file(kind: Reach['kind']): string
  configuration(reach: Reach): Json
}

/** What each client reads, as its own documentation describes the file. A token is always a reference, never the token. */
export const FORMATS: Readonly<Record<ClientName, ClientFormat>> = {
  claude: {
    file: (kind) =>
      kind === 'stdio'
        ? '.mcp.json of a project (Claude Code), or claude_desktop_config.json (Claude Desktop)'
        : '.mcp.json of a project (Claude Code; the file of Claude Desktop takes programs only)',
    configuration: (reach) => ({
      mcpServers: {
        openbell:
          reach.kind === 'stdio'
            ? { type: 'stdio', command: reach.command, args: reach.args }
            : { type: 'http', url: reach.url, headers: { Authorization: `Bearer \${${reach.tokenEnv}}` } },
      },
    }),
  },
  cursor: {
    file: () => '.cursor/mcp.json of a project, or ~/.cursor/mcp.json',
    configuration: (reach) => ({
      mcpServers: {
        openbell:
          reach.kind === 'stdio'
            ? { command: reach.command, args: reach.args }
            : { url: reach.url, headers: { Authorization: `Bearer \${env:${reach.tokenEnv}}` } },
      },
    }),
  },
  vscode: {
    file: () => '.vscode/mcp.json of a folder, or mcp.json of the user profile',
    configuration: (reach) =>
      reach.kind === 'stdio'
        ? { servers: { openbell: { type: 'stdio', command: reach.command, args: reach.args } } }
        : {
            // It asks once, and keeps the answer where it keeps secrets.
            inputs: [
              {
                type: 'promptString',
                id: 'openbell-token',
                description: `Token of openbell (${reach.tokenEnv})`,
                password: true,
              },
            ],
            servers: {
              // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills it in
              openbell: { type: 'http', url: reach.url, headers: { Authorization: 'Bearer ${input:openbell-token}' } },
            },
          },
  },
}
