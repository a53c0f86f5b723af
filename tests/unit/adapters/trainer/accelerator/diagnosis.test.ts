import { describe, expect, it } from 'vitest'
import { explain, type Failure } from '../../../../../src/adapters/trainer/accelerator/diagnosis.ts'
import { restoreLostFunctions } from '../../../../../src/adapters/trainer/accelerator/lost-functions.ts'

const failed = (message: string): Failure => ({ kind: 'failed', message })

describe('why the accelerator does not run, as its loader, Node and the system put it', () => {
  const cases: [string, RegExp][] = [
    ['/x/lib/napi-v8/tfjs_binding.node: file too short', /native part is damaged/],
    ['/x/tfjs_binding.node: undefined symbol: TFE_NewContext', /native part is damaged/],
    ['/x/tfjs_binding.node: invalid ELF header', /built for another machine than this one/],
    ['Module did not self-register: /x/tfjs_binding.node', /built for another Node than this one/],
    ['libtensorflow.so.2: cannot open shared object file: No such file', /libtensorflow\.so\.2 is missing from its folder$/],
    ["/lib/libm.so.6: version `GLIBC_2.35' not found", /GLIBC_2\.35 is missing: the C library of this machine is too old/],
    ['\\\\?\\C:\\x\\tfjs_binding.node\nThe specified module could not be found.', /a DLL that it needs is missing/],
  ]
  it.each(cases)('%s', (message, told) => {
    const fault = explain(failed(message), 'loading', '')
    expect(fault).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(told) })
    expect(fault.message.startsWith('tfjs-gpu: ')).toBe(true)
  })

  it('looks for the reason of a crash in what was printed before it, notes of TensorFlow apart', () => {
    const noise = [
      '2026-01-05 10:00:00.000000: F tensorflow/core/x.cc:10] Check failed: dnn version 7 is too old',
      '2026-01-05 10:00:00.100000: I tensorflow/core/platform/cpu_feature_guard.cc:193] This TensorFlow binary is optimized',
      '#1  0x00007f in raise ()',
      '',
    ].join('\n')
    const { message } = explain({ kind: 'ended', code: null, signal: 'SIGABRT' }, 'training', noise)
    expect(message).toMatch(/^tfjs-gpu: its process ended with SIGABRT while training: .*Check failed: dnn version 7 is too old$/)
    const quiet = explain({ kind: 'ended', code: 1, signal: null }, 'loading', noise.split('\n')[1])
    expect(quiet.message).toBe('tfjs-gpu: its process ended with code 1 while loading')
  })

  it('a reason that is known stands before how it ended', () => {
    const noise = 'node: error while loading shared libraries: libcublas.so.11: cannot open shared object file: No such file'
    const { message } = explain({ kind: 'ended', code: 127, signal: null }, 'loading', noise)
    expect(message).toMatch(/libcublas\.so\.11 is missing on this machine/)
  })

  it('a process that cannot be started', () => {
    const { message } = explain({ kind: 'not-started', message: 'spawn EAGAIN' }, 'loading', '')
    expect(message).toBe('tfjs-gpu: its process cannot be started: spawn EAGAIN')
  })
})

describe('functions that Node dropped', () => {
  it('come back as they were, and replace none that is there', () => {
    const own = () => true
    const util: Record<string, unknown> = { isArray: own }
    restoreLostFunctions(util)
    const { isNullOrUndefined, isArray } = util as Record<string, (value: unknown) => boolean>
    expect([null, undefined, 0, '', false].map(isNullOrUndefined)).toEqual([true, true, false, false, false])
    expect(isArray).toBe(own)
  })
})
