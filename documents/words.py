"""The fixed words of printed papers, in both languages side by side.

Not in the screen's catalogue: a paper's language is chosen with the paper, both stand in one PDF, and a screen in
English must not change a word of a Chinese index that was approved by its hash.
"""

from typing import Literal

from documents.bundlespec import Both

INDEX = Both("证据目录", "Index of evidence")
COVER_CASE = Both("案号", "Case")
COVER_RECEIPT = Both("受理编号", "Your reference")
COVER_VERSION = Both("证据包版本", "Version of the pack")
COVER_DATE = Both("提交日期", "Date")
COVER_CONTENT = Both("内容", "Contents")
SUBMITTED_BY = Both("提交人", "Submitted by")
SIGNED_BY = Both("提交人（签章）", "Submitted by (signature and seal)")
HANDLED_BY = Both("经办人", "Handled by")
SEAL_HERE = Both("加盖公章", "Company seal")
CONCORDANCE = Both("新旧页码对照表", "Old and new pages")
CONCORDANCE_COLUMNS = (
    Both("原证据号", "Old no."), Both("原页码", "Old pages"), Both("证据名称", "Document"),
    Both("现证据号", "New no."), Both("现页码", "New pages"),
)  # fmt: skip
REPLACED = Both("文件已更换", "another file")
LEFT_OUT = Both("本版未收入", "not in this version")
CERTIFICATE = Both("内容与校验说明", "Certificate of contents")
LETTER = Both("申诉书", "Appeal letter")
NEW = Both("新增", "new")
CONFIDENTIAL = Both("保密", "confidential")
# What the main volume says of a paper that is bound apart, by its label: not a word of the paper itself.
APART = {
    "confidential": Both("另册保密提交", "submitted in confidence in a separate volume"),
    "sealed": Both("另册密封提交", "submitted under seal in a separate volume"),
}
APART_TITLES = {"confidential": Both("保密件", "Confidential item"), "sealed": Both("密封件", "Sealed item")}
APART_VOLUMES = {
    "confidential": Both("保密卷", "Confidential volume"),
    "sealed": Both("密封卷", "Sealed volume"),
    "both": Both("保密与密封卷", "Volume of confidential and sealed items"),
}
NOT_BOUND = Both("未能装订", "Could not be bound")
KEY_PAGES = Both("关键页", "key pages")
EXHIBIT = Both("证据", "Exhibit")
NUMBERED = Both(
    "页码按实际页序连续编排，打印页码即文件页码。",
    "Pages are numbered throughout; the printed number is the page of the file.",
)
NEW_MEANS = Both("“新增”为上一版之后补充的证据。", "“new” marks evidence added since the previous version.")
ORIGINALS = Both(
    "原始文件由提交人按原样保存，校验值为收到原件时的SHA-256。",
    "The originals are kept unaltered by the submitting party; each value is the SHA-256 of the original as received.",
)

COLUMNS = {
    "no": Both("序号", "No."),
    "title": Both("证据名称", "Document"),
    "source": Both("来源", "Source"),
    "proves": Both("证明目的", "What it proves"),
    "pages": Both("页码", "Pages"),
    "form": Both("原件或\n复印件", "Original\nor copy"),
    "sha256": Both("SHA-256 校验值", "SHA-256"),
    "note": Both("装订处理", "Done for binding"),
}
FORMS = {
    "original": Both("原件", "original"),
    "copy": Both("复印件", "copy"),
    "printout": Both("打印件", "print-out"),
    "": Both(),
}
# What the intake did to a paper before binding; the originals are untouched. Codes are those of intake.NOTES.
NOTES = {
    "encrypted": Both("解除加密", "decrypted"),
    "repaired": Both("修复文件结构", "file structure repaired"),
    "junk_before_header": Both("去除文件头前的多余字节", "bytes before the file header removed"),
    "form": Both("表单按打印样式固定", "form fields printed"),
    "marks": Both("页面批注按打印样式固定", "marks on its pages printed"),
    "mark_not_drawn": Both("有批注未能固定，请核验原件", "a mark could not be printed; verify the original"),
    "mark_hidden": Both("隐藏批注未装订", "hidden marks not bound"),
    "note_left_out": Both("弹出式批注未装订", "notes that open with a click are not bound"),
    "xfa": Both("动态表单，仅含固定页面", "dynamic form, fixed pages only"),
    "signed": Both("电子签名装订后失效，请核验原件", "electronic signature ends with binding; verify the original"),
    "script": Both("去除脚本", "script removed"),
    "starts_program": Both("去除启动程序的链接", "link that starts a program removed"),
    "attachment": Both("未装订其所附文件", "its attached files are not bound"),
    "media": Both("未装订音视频", "sound and film not bound"),
    "sends_data": Both("去除发送数据的按钮", "button that sends data removed"),
    "other_file": Both("去除指向其他文件的链接", "link into another file removed"),
    "acts_by_itself": Both("去除自动动作", "automatic action removed"),
    "camera_data": Both("去除拍摄位置与设备信息", "place and camera data removed"),
    "moving": Both("动态图仅装订首帧", "first frame of a moving picture only"),
    "mail_attachments": Both("未装订邮件附件", "attachments of the mail are not bound"),
    "ocr": Both("添加可检索文字层", "searchable text added"),
    "redacted": Both("部分内容已涂黑", "parts blacked out"),
    "resampled": Both("图像降至300 dpi", "pictures reduced to 300 dpi"),
    "turned": Both("倒置页面已转正", "upside-down pages turned"),
}  # fmt: skip


def in_languages(text: Both, languages: tuple[Literal["zh", "en"], ...], between: str = " ") -> str:
    """Both languages in one line, once where they are the same."""
    return between.join(dict.fromkeys(part for language in languages if (part := text.within(language))))
