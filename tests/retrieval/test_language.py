"""In which language somebody writes."""

import pytest

from retrieval.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I roll back a deploy in the EU region?", "en"),
        ("Wie kann ich ein Deploy zurücknehmen und was ist der Befehl?", "de"),
        ("Comment est-ce que je peux annuler un déploiement dans la région ?", "fr"),
        ("¿Cómo puedo revertir un despliegue en la región de la UE?", "es"),
        ("Como posso reverter uma implantação na região da UE?", "pt"),
        ("Hoe kan ik een deploy terugdraaien en wat is het commando?", "nl"),
        ("Как откатить развёртывание?", "ru"),
        ("Як відкотити розгортання і що це є?", "uk"),
        ("如何回滚部署？", "zh"),
        ("デプロイを元に戻すにはどうすればいいですか？", "ja"),
        ("배포를 어떻게 되돌리나요?", "ko"),
        ("كيف أتراجع عن النشر؟", "ar"),
        ("harbor rollback parcel-api", ""),
        ("", ""),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language
