import { FileTicket, route, Sha256, Type, type ProblemEntry } from '../kernel/contract.ts'

export const fileRoutes = {
  uploadPhoto: route({
    method: 'POST',
    path: '/api/files/photo',
    access: 'public',
    perMinute: 30,
    summary: '上传照片：认内容不认扩展名，去掉拍摄位置',
    silent: 'Bytes that belong to nothing yet; the record they are sent with tells of itself.',
    upload: true,
    transaction: false,
    bodyLimit: 12 * 1024 * 1024,
    response: Type.Object({ sha256: Sha256, bytes: Type.Integer(), mime: Type.String(), ticket: FileTicket }),
    problems: ['file-type', 'file-too-large', 'file-broken', 'uploads-full', 'store-full'],
  }),
  showFile: route({
    method: 'GET',
    path: '/api/files/{about}/{sha256}',
    access: 'public',
    summary: '取附件：看得到那件记录的人才取得到',
    params: Type.Object({ about: Type.String({ maxLength: 60 }), sha256: Sha256 }),
    query: Type.Object({
      number: Type.Optional(Type.String({ maxLength: 20 })),
      code: Type.Optional(Type.String({ maxLength: 8 })),
    }),
    response: Type.Any(),
    raw: true,
  }),
}
export const fileProblems = {
  'file-type': { status: 415, title: '这种文件不能上传', hint: '照片请用 JPG、PNG 或 WebP；表格请用 xlsx。' },
  'file-too-large': { status: 413, title: '文件太大', hint: '照片请小于10MB。' },
  'file-old-format': {
    status: 415,
    title: '这是旧版格式（.xls、.doc）',
    hint: '请在 Excel、Word 或 WPS 里打开，另存为 .xlsx 或 .docx 后再上传。',
  },
  'file-encrypted': { status: 422, title: '文件加了密码', hint: '请去掉打开密码，另存后再上传。' },
  'file-unread': {
    status: 422,
    title: '这个文件读不下来',
    hint: '读它要用的内存或时间太多，已经停下，什么都没有写入。请只留要导入的内容，另存为新文件再上传。',
  },
  'file-broken': { status: 422, title: '文件打不开', hint: '文件可能没有传完，请重新选择。' },
  'uploads-full': {
    status: 429,
    title: '还没发出的照片太多',
    hint: '请先把选好的照片随诉求发出去；没发出的一天后自动清掉，那时再传。文字可以先发。',
  },
  'store-full': { status: 503, title: '现在收不下更多照片', hint: '文字可以先发，照片过一天再补充。' },
  'unknown-file': { status: 422, title: '照片还没有传上来', hint: '请等照片传完再发。' },
} as const satisfies Record<string, ProblemEntry>
