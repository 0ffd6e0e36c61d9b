import pytest

from evenhand.documents.decoding import decoded


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("安全理事会听取了秘书长特别代表的通报，并进行了磋商。", "gb18030", id="chinese"),
        pytest.param("Совет Безопасности заслушал доклад и постановил продлить мандат.", "cp1251", id="russian"),
        pytest.param("اجتمع مجلس الأمن واستمع إلى إحاطة بشأن الحالة في المنطقة", "cp1256", id="arabic"),
        pytest.param("Le Conseil de sécurité a décidé de proroger le mandat", "utf-16", id="byte-order-mark"),
        pytest.param("Le Conseil de sécurité a décidé de proroger le mandat", "cp1252", id="french"),
    ],
)
def test_an_encoding_that_nobody_wrote_down_is_found(text, encoding):
    assert decoded(text.encode(encoding)) == text


def test_a_few_broken_bytes_do_not_make_another_language_of_a_text():
    broken = "安全理事会听取了通报".encode() + b"\xff" + "并进行了磋商".encode()

    assert decoded(broken).startswith("安全理事会听取了通报")
