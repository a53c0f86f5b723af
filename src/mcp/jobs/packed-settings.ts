import { Secret, type Settings } from '../../core/settings.ts'

/** Keys of the live account: no job trades there. */
const NEVER_SENT: ReadonlySet<string> = new Set(['alpacaLiveKeyId', 'alpacaLiveSecretKey'])

/** Settings that can go from one process to another. */
export interface PackedSettings {
  values: Record<string, unknown>
  /** The values of secrets, apart: the channel between the two is the only place where they stand open. */
  secrets: Record<string, string>
}

/** Settings as a job's process gets them: those of the server, whatever the files say by then; but never the keys of the live account. */
export function packSettings(settings: Settings): PackedSettings {
  const packed: PackedSettings = { values: {}, secrets: {} }
  for (const [name, value] of Object.entries(settings)) {
    if (!(value instanceof Secret)) packed.values[name] = value
    else if (NEVER_SENT.has(name)) packed.values[name] = null
    else packed.secrets[name] = value.reveal()
  }
  return packed
}

/** The settings again, frozen. */
export function unpackSettings({ values, secrets }: PackedSettings): Settings {
  const hidden = Object.entries(secrets).map(([name, value]) => [name, new Secret(value)])
  return Object.freeze({ ...values, ...Object.fromEntries(hidden) }) as Settings
}
