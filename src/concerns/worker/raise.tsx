import { MapPin } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { recordId, splitRecordId, uuidv7 } from '../../kernel/id.ts'
import { call, type Problem } from '../../ui/client.ts'
import { asProblem, useAnswer, useMe, useOnline, type AnswerOf } from '../../ui/worker/answer.ts'
import { SayButton } from '../../ui/worker/dictation.tsx'
import { expectOutbox, outbox } from '../../ui/worker/outgoing.ts'
import { Area, AreaChoice, Button, ErrorNote, Field, Loading, Switch } from '../../ui/worker/parts.tsx'
import { Photos } from '../../ui/worker/photos.tsx'
import { go, useAddress } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { area, ownPhone, stored } from '../../ui/worker/stored.ts'
import { statuses } from '../words.ts'
import { ClassIcon } from './class-icon.tsx'
import { firstWords, keep, type QueuedConcern } from './kept.ts'

type Draft = {
  classCode: string
  text: string
  place: string
  position: { lng: number; lat: number; metres: number } | null
  sealed: boolean
  sameAs: { id: string; title: string } | null
  /** Made at the first attempt to send, so that every later one is the same write. */
  id: string
  code: string
}
const blank: Draft = {
  classCode: '',
  text: '',
  place: '',
  position: null,
  sealed: true,
  sameAs: null,
  id: '',
  code: '',
}
const draft = stored('draft', blank)
const change = (part: Partial<Draft>) => draft.set({ ...draft.get(), ...part })

/** Eight digits nobody can guess; a remainder of 2³² by 10⁸ favours no code by more than one in forty. */
function newCode(): string {
  const digits = crypto.getRandomValues(new Uint32Array(1))[0]! % 100_000_000
  return String(digits).padStart(8, '0')
}

/** As the server takes it: eleven digits, with or without the country's and blanks. */
const isMobile = (phone: string): boolean =>
  /^(?:\+86|0086|86)?1[3-9]\d{9}$/.test(phone.normalize('NFKC').replace(/[\s()-]/g, ''))

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
        const sent: string[] = []
        for (const photo of photos) sent.push((await call('POST /api/files/photo', { file: photo })).ticket)
        const whole = sent.length > 0 ? { ...body, photos: sent } : body
        const { number, sentence } = await call('POST /api/concerns', { body: whole })
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
        return setProblem(asProblem(cause))
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
        <Button look="primary" work={send}>
          {online ? '发出' : '存下，有信号就发出'}
        </Button>
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
          label={
            <>
              在哪里 <small>可不填</small>
            </>
          }
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
            label={
              <>
                手机号 <small>可不填。留下，好告诉你结果</small>
              </>
            }
            type="tel"
            inputMode="tel"
            autoComplete="tel"
            maxLength={20}
            problem={wrong.phone}
            value={phone}
            onChange={(event) => ownPhone.set(event.target.value)}
          />
        )}
        <ErrorNote problem={problem} />
      </div>
    </Screen>
  )
}

/** What was refused goes back into the form, so that the worker can correct it. */
function takeUp(item: QueuedConcern) {
  const { body } = item
  const district = splitRecordId(body.id)?.area
  if (district) area.set(district)
  if (body.phone) ownPhone.set(body.phone)
  draft.set({
    ...blank,
    classCode: body.classCode,
    text: body.text,
    place: body.place ?? '',
    position: body.position ? { ...body.position, metres: 0 } : null,
    sealed: body.sealed,
    // An id the server has seen with other words cannot be used again.
    id: item.problem?.code === 'id-taken' ? '' : body.id,
    code: body.code,
  })
}

type ConcernClass = AnswerOf<'GET /api/concern-classes'>['items'][number]
const shownAtFirst = 7

function ClassGrid(props: {
  classes: ConcernClass[] | undefined
  loading: boolean
  chosen: string
  choose: (code: string) => void
  wrong?: string
}) {
  const [whole, setWhole] = useState(false)
  if (!props.classes) return props.loading ? <Loading /> : null
  const active = props.classes.filter((one) => one.active).sort((a, b) => a.sort - b.sort)
  const chosenLater = active.findIndex((one) => one.code === props.chosen) >= shownAtFirst
  const all = whole || chosenLater || active.length <= shownAtFirst + 1
  return (
    <fieldset aria-describedby={props.wrong ? 'class-wrong' : undefined}>
      <legend>是哪一类</legend>
      {props.wrong && (
        <p className="wrong" id="class-wrong">
          {props.wrong}
        </p>
      )}
      <div className="grid">
        {(all ? active : active.slice(0, shownAtFirst)).map((one) => (
          <label key={one.code}>
            <input
              type="radio"
              name="class"
              value={one.code}
              checked={props.chosen === one.code}
              onChange={() => props.choose(one.code)}
            />
            <ClassIcon icon={one.icon} />
            {one.shortName}
          </label>
        ))}
        {!all && (
          <button type="button" className="more" onClick={() => setWhole(true)}>
            <ClassIcon icon="ellipsis" />
            更多
          </button>
        )}
      </div>
    </fieldset>
  )
}

/** 用我现在的位置: only when pressed, and taken back as easily. */
function MyPosition({ position }: { position: Draft['position'] }) {
  const [state, setState] = useState<'idle' | 'asking' | 'none'>('idle')
  if (!navigator.geolocation || !isSecureContext) return null
  if (position) {
    return (
      <p className="hint row">
        <MapPin aria-hidden />
        <span>已附上现在的位置{position.metres > 0 && `（误差约 ${position.metres} 米）`}</span>
        <button type="button" className="link" onClick={() => change({ position: null })}>
          去掉
        </button>
      </p>
    )
  }
  const ask = () => {
    setState('asking')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState('idle')
        change({
          position: {
            lng: coords.longitude,
            lat: coords.latitude,
            metres: Math.max(1, Math.round(coords.accuracy)),
          },
        })
      },
      () => setState('none'),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    )
  }
  return (
    <div className="row" aria-live="polite">
      <button type="button" className="btn small" aria-busy={state === 'asking' || undefined} onClick={ask}>
        <MapPin aria-hidden />
        {state === 'asking' ? '正在定位……' : '用我现在的位置'}
      </button>
      {state === 'none' && <span className="hint">没有取到位置，写在上面就行。</span>}
    </div>
  )
}

/** 可能有人反映过同一件事: offered once class and words are there; the worker says whether it is. */
function SameMatter(props: { classCode: string; text: string; place: string; district: number }) {
  const online = useOnline()
  const { classCode, text, place, district } = props
  const sameAs = draft.use().sameAs
  const [asked, setAsked] = useState<{
    area: number
    classCode: string
    text: string
    place?: string
  } | null>(null)
  const [refused, setRefused] = useState<string[]>([])
  useEffect(() => {
    const ready = online && district && classCode && text.trim().length >= 6
    const timer = setTimeout(
      // A few hundred characters say what it is about; the whole text need not travel in an address.
      () =>
        setAsked(
          ready ? { area: district, classCode, text: text.trim().slice(0, 300), place: place.trim() } : null,
        ),
      ready ? 700 : 0,
    )
    return () => clearTimeout(timer)
  }, [online, district, classCode, text, place])
  const { data } = useAnswer('GET /api/concerns/similar', asked && { query: asked })
  const offered = data?.items.find((one) => !refused.includes(one.id))
  return (
    <div role="status" className="status">
      {sameAs ? (
        <div className="card note">
          <p>已注明：和“{sameAs.title}”是同一件事，会一起推动。</p>
          <button type="button" className="link" onClick={() => change({ sameAs: null })}>
            不是，取消
          </button>
        </div>
      ) : (
        offered && (
          <div className="card note">
            <p>可能有人反映过同一件事：</p>
            <p>
              <b>{offered.title}</b>
              <br />
              {[offered.place, statuses[offered.status]].filter(Boolean).join(' · ')}
            </p>
            <div className="row">
              <button
                type="button"
                className="btn small"
                onClick={() => change({ sameAs: { id: offered.id, title: offered.title } })}
              >
                是同一件事
              </button>
              <button
                type="button"
                className="btn small"
                onClick={() => setRefused([...refused, offered.id])}
              >
                不是
              </button>
            </div>
          </div>
        )
      )}
    </div>
  )
}
