export function Component() {
  return <main className="alone">设置动态码</main>
}
