"""Documents written for the tests, in six languages, broken as documents are; nothing in them is real."""

import io
import zipfile

ENGLISH = """United Nations                                              S/2031/77
Security Council                                            Distr.: General
12 March 2031

Original: English

Letter dated 10 March 2031 from the Permanent Representative of Norway to the
United Nations addressed to the President of the Security Council

    I have the honour to transmit herewith the report of the joint commission (see annex). I
should be grateful if it could be circulated as a document of the Council.

(Signed) Ola Nordmann
Ambassador
Permanent Representative

Annex

Report of the joint commission on the ceasefire

I. Introduction

1. The commission, recalling paragraph 5 of Security Council resolution 1325 (2000), met in
Geneva from 2 to 4 March 2031. It held 12 meetings (including 5 public meetings and 6 closed
meetings), and some 120 observers attended (see S/2031/12).
2. All forces shall withdraw from the contact line within three months (see para. 9 above).
The parties should:
(a) Clear the mines along the road of 40 kilometres;
(b) Exchange all detainees.

31-00123                                                                  1/2

S/2031/77

III. Next steps

3. The parties must withdraw all forces from the contact line within 90 days, and the
African Union will host a second meeting, the date of which has yet to be determined.
"""

CHINESE = """   2031 年 3 月 10 日挪威常驻联合国代表给安全理事会主席的信¶

 谨随函转递联合委员会的报告(见附件)。请将本信作为安全理事会文件分

发为荷。¶

常驻代表¶

奥拉·努尔曼(签名)¶
 附件¶

  关于停火情况的报告¶

 一. 导言¶

1. 联合委员会根据安全理事会第 1325(2000)号决议第 5 段于 2031 年 3 月 2 日

至 4 日在日内瓦举行会议，约 120 名观察员出席。¶

2. 各方应在三个月内撤出接触线(见第 9 段)，并：¶

 (a) 清除地雷；¶

 (b) 交换被拘留者。¶

 三. 今后步骤¶

3. 各方必须在 90 天内将所有部队撤出接触
 线。第二次会议的日期将另行确定。¶
""".replace("¶", " ")  # the blank that a PDF made by Word has at the end of each paragraph

FRENCH = """Nations Unies                                        S/2031/77
Conseil de sécurité                                  Distr. générale

Lettre datée du 10 mars 2031, adressée au Président du Conseil de sécurité par le Représentant de la Norvège

J’ai l’honneur de vous transmettre ci-joint le rapport de la commission.

(Signé) Ola Nordmann

Annexe

Rapport de la commission mixte

I. Introduction

1. La commission, rappelant le paragraphe 5 de la résolution 1325 (2000), s’est réunie à Genève du 2 au 4 mars 2031.

2. Les parties doivent retirer leurs forces dans un délai de 90 jours (voir par. 1).
"""

SPANISH = """Naciones Unidas                                      S/2031/77

Carta de fecha 10 de marzo de 2031 dirigida a la Presidencia del Consejo de Seguridad por el Representante de Noruega

Tengo el honor de transmitir adjunto el informe de la comisión.

(Firmado) Ola Nordmann

Anexo

Informe de la comisión conjunta

I. Introducción

1. La comisión, recordando el párrafo 5 de la resolución 1325 (2000), se reunió en Ginebra el 2 de marzo de 2031.

2. Las partes deben retirar sus fuerzas en un plazo de 90 días (véase el párr. 1 supra).
"""

RUSSIAN = """Организация Объединенных Наций                       S/2031/77

Письмо Постоянного представителя Норвегии от 10 марта 2031 года на имя Председателя Совета Безопасности

Имею честь препроводить настоящим доклад комиссии.

(Подпись) Ола Нурдман

Приложение

Доклад совместной комиссии

I. Введение

1. Комиссия, ссылаясь на пункт 5 резолюции 1325 (2000) Совета, провела заседание в Женеве 2 марта 2031 года.

2. Стороны должны отвести силы в течение 90 дней (см. пункт 1 выше).
"""

ARABIC = """الأمم المتحدة                                          S/2031/77

رسالة مؤرخة 10 آذار/مارس 2031 موجهة إلى رئيس مجلس الأمن من الممثل الدائم للنرويج لدى الأمم المتحدة

أتشرف بأن أحيل إليكم طيه تقرير اللجنة.

(توقيع) أولا نوردمان

المرفق

تقرير اللجنة المشتركة

أولا - مقدمة

1 - اجتمعت اللجنة، إذ تشير إلى الفقرة 5 من القرار 1325 (2000)، في جنيف في 2 آذار/مارس 2031.

2 - يجب على الطرفين سحب قواتهما في غضون 90 يوما (انظر الفقرة 1 أعلاه).
"""

BY_LANGUAGE = {"en": ENGLISH, "zh": CHINESE, "fr": FRENCH, "es": SPANISH, "ru": RUSSIAN, "ar": ARABIC}

_DOCX = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs: str, notes: str = "") -> bytes:
    """A DOCX file of these paragraphs; `notes` is the XML of its footnotes."""
    body = "".join(f"<w:p><w:r>{one}</w:r></w:p>" for one in paragraphs)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{_DOCX}"><w:body>{body}</w:body></w:document>')
        if notes:
            archive.writestr("word/footnotes.xml", f'<w:footnotes xmlns:w="{_DOCX}">{notes}</w:footnotes>')
    return held.getvalue()


def columns_pdf(title: str, left: tuple[str, ...], right: tuple[str, ...]) -> bytes:
    """A PDF of one page with a title above two columns, drawn line by line across the page."""
    drawn = f"BT /F1 11 Tf 72 790 Td ({title}) Tj ET "
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        level = 760 - 14 * place
        drawn += f"BT /F1 9 Tf 60 {level} Td ({one}) Tj ET BT /F1 9 Tf 320 {level} Td ({other}) Tj ET "
    return _pdf([drawn])


def pdf(*pages: tuple[str, ...]) -> bytes:
    """A PDF with these lines on its pages, in Helvetica."""
    return _pdf(
        ["BT /F1 11 Tf 14 TL 72 760 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET" for lines in pages]
    )


def _pdf(pages: list[str]) -> bytes:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for drawn in pages:
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream".encode())
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    written, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>"
    return written + f"{end}\nstartxref\n{len(written)}\n%%EOF".encode()
