-- Each row says its own source: lists are sorted and cut, and 同上 then points elsewhere.
update concern_limit set basis = replace(basis, '同上：', '北京市接诉即办工作条例及 DB11/T 2021：') where basis like '同上：%';
