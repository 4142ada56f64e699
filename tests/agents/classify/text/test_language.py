import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.text.language import language_of
from agents.classify.text.tokens import tokenize


def language(text, declared=None):
    return language_of(text, [token.lower() for token in tokenize(text)[0]], declared)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The army said on Monday that it had taken the town after two days of fighting.", "en"),
        ("THE ARMY SAID ON MONDAY THAT IT HAD TAKEN THE TOWN", "en"),
        ("the army has taken the town", "en"),
        ("El ejército dijo el lunes que había tomado la ciudad tras dos días de combates.", "es"),
        ("L'armée a déclaré lundi qu'elle avait pris la ville après deux jours de combats.", "fr"),
        ("Die Armee teilte am Montag mit, sie habe die Stadt nach zwei Tagen eingenommen.", "de"),
        ("Tentara mengatakan pada hari Senin bahwa mereka telah merebut kota itu.", "id"),
        ("قال الجيش يوم الاثنين إنه سيطر على المدينة", "ar"),
        ("ارتش روز دوشنبه گفت که شهر را پس گرفته است", "fa"),
        ("فوج نے پیر کو کہا کہ اس نے شہر پر قبضہ کر لیا ہے", "ur"),
        ("Армия заявила в понедельник, что взяла город; это был тяжёлый бой, сообщили власти.", "ru"),
        ("Армія заявила в понеділок, що її бійці звільнили місто.", "uk"),
        ("軍は月曜日に町を制圧したと発表した。", "ja"),
        ("军方周一表示已经占领该镇。", "zh"),
        ("육군은 월요일에 마을을 점령했다고 밝혔다.", "ko"),
        ("Ο στρατός ανακοίνωσε τη Δευτέρα ότι κατέλαβε την πόλη.", "el"),
        ("सेना ने सोमवार को कहा कि उसने शहर पर कब्जा कर लिया है।", "hi"),
        ("", "und"),
        ("12 345 --", "und"),
        ("kaboom", "und"),
        ("\x00\ud800", "und"),
    ],
)
def test_the_language_of_a_text(text, code):
    assert language(text) == code


def test_the_sender_is_believed_only_where_the_text_does_not_tell():
    assert language("Kaboom!", "sw") == "sw"
    assert language("The army said that it had taken the town.", "sw") == "en"


@given(st.text(alphabet=st.characters(), max_size=80))
def test_no_text_raises(text):
    assert 2 <= len(language(text)) <= 3


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("Пожар на швейной фабрике в Карачи унес жизни 17 рабочих.", None, "ru"),
        ("Пожар на швейной фабрике в Карачи унес жизни 17 рабочих.", "ru", "ru"),
        ("ФСБ предотвратила теракт у здания суда в Ставрополе, изъята бомба.", "ru", "ru"),
        ("У Боготі тяжко поранено сенатора, кандидата в президенти", None, "uk"),
        ("Пожежа в житловому комплексі Гонконгу: загинули 128 людей.", "ru", "uk"),
        ("Президентът пристигна в София за среща с министъра.", "ru", "bg"),
    ],
)
def test_a_short_text_in_a_script_of_close_languages(text, declared, code):
    assert language(text, declared) == code
