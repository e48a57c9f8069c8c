export function Component() {
  return <main className="alone">登录</main>
}
