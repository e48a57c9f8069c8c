import { useEffect, useRef, useState } from 'react'
import { recordId, splitRecordId, uuidv7 } from '../../kernel/id.ts'
import { asProblem, Problem } from '../../ui/client.ts'
import { useAnswer, useMe, useOnline, write } from '../../ui/worker/answer.ts'
import { AreaChoice } from '../../ui/worker/area-choice.tsx'
import { Button } from '../../ui/worker/buttons.tsx'
import { SayButton } from '../../ui/worker/dictation.tsx'
import { Area, Field, Optional, Switch } from '../../ui/worker/fields.tsx'
import { ErrorNote } from '../../ui/worker/notes.tsx'
import { expectOutbox, outbox } from '../../ui/worker/outgoing.ts'
import { isMobile } from '../../ui/worker/phone.ts'
import { Photos, uploaded } from '../../ui/worker/photos.tsx'
import { go, useAddress } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { area, ownPhone } from '../../ui/worker/stored.ts'
import { ClassGrid } from './class-grid.tsx'
import { blank, change, draft, newCode, takeUp } from './draft.ts'
import { firstWords, keep, type QueuedConcern } from './kept.ts'
import { MyPosition } from './my-position.tsx'
import { SameMatter } from './same-matter.tsx'

const nowhereToKeep = new Problem({
  code: 'offline',
  status: 0,
  title: '还没有发出：连不上服务器，这部手机也不让存',
  hint: '请别关这一页，有信号了再按一次。',
})

/** 我要反映: class, words or a photo, place, send. Nothing else is asked. */
export function Raise() {
  const { query } = useAddress()
  const editing = query.get('edit') ?? ''
  const now = draft.use()
  const district = area.use()
  const phone = ownPhone.use()
  const me = useMe()
  const online = useOnline()
  const classes = useAnswer('GET /api/concern-classes', {})
  const [photos, setPhotos] = useState<Blob[]>([])
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const form = useRef<HTMLDivElement>(null)
  const signedIn = me?.kind === 'worker'

  const missing = {
    area: district ? undefined : '请选一个区，好知道交给哪里的工会',
    class: now.classCode ? undefined : '请选一类',
    text:
      now.text.trim().length < 2
        ? '请说一两句是什么事'
        : now.text.trim().length > 5000
          ? '太长了，请删减到 5000 字以内'
          : undefined,
    // Told here, not when the signal is back and the phone in the pocket.
    phone: signedIn || !phone.trim() || isMobile(phone) ? undefined : '手机号应是 11 位，或者不填',
  }
  const wrong: Partial<typeof missing> = tried ? missing : {}

  useEffect(expectOutbox, [])
  useEffect(() => {
    let gone = false
    void outbox()
      .then(async ({ draftPhotos, findInOutbox, photosOf }) => {
        const item = editing ? ((await findInOutbox(editing)) as QueuedConcern | undefined) : undefined
        const found = item ? photosOf(item) : await draftPhotos('concern')
        if (gone) return
        setPhotos(found)
        // Reloading the page must not undo what was corrected already.
        if (item && draft.get().id !== item.id) takeUp(item)
      })
      .catch(() => undefined)
    return () => {
      gone = true
    }
  }, [editing])

  const changePhotos = (next: Blob[]) => {
    setPhotos(next)
    void outbox()
      .then(({ keepDraftPhotos }) => keepDraftPhotos('concern', next))
      .catch(() => undefined)
  }

  const send = async () => {
    setTried(true)
    setProblem(undefined)
    if (missing.area || missing.class || missing.text || missing.phone) {
      const first = missing.class
        ? 'input[type=radio]'
        : missing.text
          ? 'textarea'
          : missing.area
            ? 'select'
            : 'input[type=tel]'
      return form.current?.querySelector<HTMLElement>(first)?.focus()
    }
    if (!now.id || splitRecordId(now.id)?.area !== district) change({ id: recordId(district, uuidv7()) })
    if (!now.code) change({ code: newCode() })
    const { id, code, classCode, text, place, position, sealed, sameAs } = draft.get()
    const body = {
      id,
      code,
      classCode,
      text: text.trim(),
      sealed,
      ...(place.trim() && { place: place.trim() }),
      ...(position && { position: { lng: position.lng, lat: position.lat } }),
      ...(!signedIn && phone.trim() && { phone: phone.trim() }),
      ...(sameAs && { sameAs: sameAs.id }),
    }
    try {
      const { queue, takeOff } = await outbox()
      await queue('POST /api/concerns', body, photos)
      if (editing && editing !== id) await takeOff(editing)
      changePhotos([])
    } catch {
      // The browser keeps nothing for us: send at once or leave everything on the screen.
      try {
        const sent = await uploaded(photos)
        const whole = sent.length > 0 ? { ...body, photos: sent } : body
        const { number, sentence } = await write('POST /api/concerns', { body: whole })
        const raisedAt = new Date().toISOString()
        keep({
          id,
          number,
          code,
          title: firstWords(body.text),
          raisedAt,
          sentence,
          status: 'received',
          asked: false,
        })
      } catch (cause) {
        const refused = asProblem(cause)
        return setProblem(refused.code === 'offline' ? nowhereToKeep : refused)
      }
    }
    void navigator.storage?.persist?.().catch(() => undefined)
    draft.set(blank)
    go(`/raise/${id}`, { replace: true })
  }

  return (
    <Screen
      title="我要反映"
      back="/"
      backName="先不发，返回"
      aside={<AreaChoice label="交给哪个区的工会" problem={wrong.area} />}
      foot={
        <>
          <ErrorNote problem={problem} />
          <Button look="primary" work={send}>
            {online ? '发出' : '存下，有信号就发出'}
          </Button>
        </>
      }
    >
      <div ref={form} className="form">
        {wrong.area && <p className="wrong">{wrong.area}</p>}
        <ClassGrid
          classes={classes.data?.items}
          loading={classes.loading}
          chosen={now.classCode}
          choose={(classCode) => change({ classCode })}
          wrong={wrong.class}
        />
        <ErrorNote problem={classes.problem} again={classes.again} />

        <Area
          label="说说是什么事"
          value={now.text}
          maxLength={5000}
          problem={wrong.text}
          placeholder="在哪里、什么事、希望怎么办"
          onChange={(event) => change({ text: event.target.value })}
        />
        <div className="row tools">
          <SayButton heard={(words) => change({ text: draft.get().text + words })} />
          <Photos photos={photos} change={changePhotos} />
        </div>

        <SameMatter classCode={now.classCode} text={now.text} place={now.place} district={district} />

        <Field
          label={<Optional name="在哪里" />}
          value={now.place}
          maxLength={200}
          placeholder="路名、楼名、门口"
          onChange={(event) => change({ place: event.target.value })}
        />
        <MyPosition position={now.position} />

        <Switch
          label="对办理单位不显示我是谁"
          hint={
            now.sealed
              ? '只有受理的工会能打开，要两个人同意，打开了会告诉你。'
              : '办理单位看得到你的电话，可以直接联系你。'
          }
          on={now.sealed}
          change={(sealed) => change({ sealed })}
        />
        {signedIn ? (
          <p className="hint">已登录，结果会告诉你登录的手机号。</p>
        ) : (
          <Field
            label={<Optional name="手机号" why="可不填。留下，好告诉你结果" />}
            type="tel"
            inputMode="tel"
            autoComplete="tel"
            maxLength={20}
            problem={wrong.phone}
            value={phone}
            onChange={(event) => ownPhone.set(event.target.value)}
          />
        )}
      </div>
    </Screen>
  )
}
