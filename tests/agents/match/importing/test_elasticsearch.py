import json

import pytest

from agents.match.importing.reading import Format
from agents.match.importing.result import Status
from tests.agents.match.importing.taken import keywords, left_out, notes, only, taken


def of(query, **others):
    return only(json.dumps({"query": query, **others}), Format.ELASTICSEARCH)


def lucene(text, **others):
    return of({"query_string": {"query": text, **others}})


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"match": {"headline": "car bomb"}}, "title:(car OR bomb)"),
        ({"match": {"title": {"query": "car bomb", "operator": "AND"}}}, "title:(car AND bomb)"),
        ({"match": {"text": {"query": "a1 b1 c1", "minimum_should_match": 2}}}, "body:min:2 (a1 OR b1 OR c1)"),
        ({"match": {"text": {"query": "a1 b1 c1 d1", "minimum_should_match": "75%"}}}, "body:min:3 (a1 OR b1 OR c1 OR d1)"),
        ({"match": {"text": {"query": "a1 b1 c1", "minimum_should_match": "-1"}}}, "body:min:2 (a1 OR b1 OR c1)"),
        ({"match": {"text.english": "what?"}}, "body:what"),
        ({"match": {"summary": "自爆 攻击"}}, "lead:(自爆 OR 攻击)"),
        ({"match_phrase": {"content": "car bomb"}}, 'body:"car bomb"'),
        ({"match_phrase": {"content": {"query": "car bomb", "slop": 3}}}, 'body:"car bomb"~3'),
        ({"match_phrase_prefix": {"title": "car bom"}}, 'title:"car bom*"'),
        ({"multi_match": {"query": "car bomb", "fields": ["title", "text"]}}, "title:(car OR bomb) OR body:(car OR bomb)"),
        ({"multi_match": {"query": "car bomb", "fields": ["title", "text"], "type": "phrase"}}, 'title:"car bomb" OR body:"car bomb"'),
        ({"multi_match": {"query": "car bomb", "fields": ["title", "text"], "type": "cross_fields", "operator": "and"}},
         "(title:car OR body:car) AND (title:bomb OR body:bomb)"),
        ({"multi_match": {"query": "bomb"}}, "bomb"),
        ({"term": {"title.keyword": "bomb"}}, "title:bomb"),
        ({"term": {"title": {"value": "bomb"}}}, "title:bomb"),
        ({"terms": {"title": ["bomb", "car blast"]}}, 'title:(bomb OR "car blast")'),
        ({"prefix": {"title": "bomb"}}, "title:bomb*"),
        ({"wildcard": {"title": {"value": "bomb?r*"}}}, "title:bomb?r*"),
        ({"bool": {"must": {"match": {"_all": "bomb"}}, "must_not": [{"match": {"_all": "film"}}]}}, "bomb AND NOT film"),
        ({"bool": {"should": [{"term": {"title": "a1"}}, {"term": {"title": "b1"}}]}}, "title:a1 OR title:b1"),
        ({"bool": {"should": [{"term": {"_all": x}} for x in ("a1", "b1", "c1")], "minimum_should_match": "67%"}}, "min:2 (a1 OR b1 OR c1)"),
        ({"bool": {"must": [{"match_all": {}}], "filter": [{"term": {"title": "a1"}}]}}, "title:a1"),
        ({"bool": {"must": [{"term": {"title": "a1"}}], "should": [{"term": {"title": "b1"}}]}}, "title:a1"),
        ({"dis_max": {"queries": [{"term": {"title": "a1"}}, {"term": {"body": "a1"}}]}}, "title:a1 OR body:a1"),
        ({"constant_score": {"filter": {"term": {"title": "a1"}}, "boost": 2}}, "title:a1"),
        ({"function_score": {"query": {"term": {"title": "a1"}}, "functions": []}}, "title:a1"),
        ({"simple_query_string": {"query": "bomb + (kabul | mosque) -film"}}, "bomb AND (kabul OR mosque) AND NOT film"),
        ({"simple_query_string": {"query": 'bomb* "car blast"~2', "default_operator": "and"}}, 'bomb* AND "car blast"~2'),
    ],
)  # fmt: skip
def test_a_clause_means_this_query(query, said):
    assert keywords(of(query)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bomb blast", "bomb OR blast"),
        ("bomb OR blast AND kabul", "bomb OR (blast AND kabul)"),
        ("(bomb || blast) && kabul NOT film", "(bomb OR blast) AND kabul AND NOT film"),
        ("+bomb +kabul -film", "bomb AND kabul AND NOT film"),
        ("+bomb kabul", "bomb"),
        ('title:"car bomb"~2 lead:(a1 b1)', 'title:"car bomb"~2 OR lead:(a1 OR b1)'),
        (r"a1\:b1", '"a1:b1"'),
        (r'"say \"a1\""', r'"say \"a1\""'),
        ('"what?"', r'"what\?"'),
        ("bomb^3", "bomb"),
        ("(bomb OR blast)^2", "bomb OR blast"),
    ],
)
def test_lucene_text_means_this_query(text, said):
    assert keywords(lucene(text)) == said


def test_lucene_text_takes_its_operator_and_its_fields():
    assert keywords(lucene("bomb blast", default_operator="AND")) == "bomb AND blast"
    assert keywords(lucene("bomb lead:blast", fields=["title^2", "text"])) == "title:bomb OR body:bomb OR lead:blast"
    assert keywords(lucene("bomb", default_field="title")) == "title:bomb"


def test_sources_languages_countries_and_circles_are_conditions():
    entry = of({"bool": {
        "must": [{"match": {"text": "flood"}}],
        "filter": [{"terms": {"country": ["af", "PK"]}}, {"term": {"language": "EN"}}, {"term": {"publisher": "Daily X"}}],
        "must_not": [{"term": {"source": "b.example"}}],
    }})  # fmt: skip
    when = entry.subscription.when
    assert keywords(entry) == "body:flood"
    assert (when.regions, when.languages, when.sources.include) == (("AF", "PK"), ("en",), ("Daily X",))
    assert when.sources.exclude == ("b.example",)


@pytest.mark.parametrize(
    ("point", "distance", "region"),
    [
        ({"lat": 36.73, "lon": 68.86}, "100km", "near:36.73,68.86,100km"),
        ([68.86, 36.73], "10mi", "near:36.73,68.86,16.09344km"),
        ("36.73,68.86", 5000, "near:36.73,68.86,5km"),
    ],
)
def test_a_distance_from_a_point_is_a_circle(point, distance, region):
    entry = of({"geo_distance": {"distance": distance, "place": point}})
    assert entry.subscription.when.regions == (region,)


A = {"term": {"title": "a1"}}


@pytest.mark.parametrize(
    ("query", "where", "text"),
    [
        ({"exists": {"field": "title"}}, "$.query.bool.must[1].exists", '{"field":"title"}'),
        ({"range": {"killed": {"gte": 3}}}, "$.query.bool.must[1].range", '{"killed":{"gte":3}}'),
        ({"regexp": {"title": "a.*"}}, "$.query.bool.must[1].regexp", '{"regexp":{"title":"a.*"}}'),
        ({"term": {"tags": "x"}}, "$.query.bool.must[1].term", "tags:x"),
        ({"prefix": {"title": "bo"}}, "$.query.bool.must[1].prefix", "bo*"),
        ({"match_none": {}}, "$.query.bool.must[1].match_none", "{}"),
        ({"geo_distance": {"distance": "1km", "at": "u0"}}, "$.query.bool.must[1].geo_distance", '{"distance":"1km","at":"u0"}'),
        ({"geo_distance": {"distance": "9000km", "at": "1,2"}}, "$.query.bool.must[1].geo_distance", "near:1,2,9000km"),
        ({"match": {"title": {"query": "b1", "minimum_should_match": "2<75%"}}}, "$.query.bool.must[1].match", 'minimum_should_match: "2<75%"'),
        ({"bool": {"should": [A], "minimum_should_match": 2}}, "$.query.bool.must[1].bool.minimum_should_match", "2"),
        ({"bool": {}}, "$.query.bool.must[1].bool", "bool"),
        (["x"], "$.query.bool.must[1]", '["x"]'),
        ({"query_string": {"query": "[1 TO 3]"}}, "$.query.bool.must[1].query_string.query, column 1", "[1 TO 3]"),
        ({"query_string": {"query": "/a.*b/"}}, "$.query.bool.must[1].query_string.query, column 1", "/a.*b/"),
        ({"query_string": {"query": "*:*"}}, "$.query.bool.must[1].query_string.query, column 3", "*"),
        ({"query_string": {"query": "_exists_:title"}}, "$.query.bool.must[1].query_string.query, column 1", "_exists_:title"),
    ],
)  # fmt: skip
def test_a_clause_that_is_not_understood_is_named_by_its_path(query, where, text):
    entry = of({"bool": {"must": [A, query]}})
    assert entry.status is Status.IN_PART
    assert left_out(entry) == [(where, text)]
    assert entry.subscription.when.keywords == "title:a1"


def test_parameters_that_are_not_understood_are_named_and_boosts_noted():
    entry = of({"match": {"title": {"query": "a1", "fuzziness": "AUTO", "boost": 2}}})
    assert left_out(entry) == [("$.query.match.title", 'fuzziness: "AUTO"')]
    assert "boost: 2" in notes(entry)
    assert left_out(lucene("a1~2")) == [("$.query.query_string.query, column 1", "a1~2")]


@pytest.mark.parametrize(
    "query",
    [{"match_all": {}}, {"bool": {"must": [{"match_all": {}}]}}, {"bool": {"must_not": [A]}}, {"bool": {"should": [A], "minimum_should_match": 0}},
     {"query_string": {"query": "*"}}, {"query_string": {"query": "(a"}}, {"match": {"title": ""}}, {}, [], None, 3, {"match": {}},
     {"match": []}, {"match": {"title": None}}, {"terms": {"title": []}}],
)  # fmt: skip
def test_a_query_of_nothing_or_of_everything_is_refused(query):
    entry = of(query)
    assert entry.status is Status.NOT
    assert left_out(entry)


def test_every_form_of_document_is_read_with_its_id_and_title():
    one = {"query": A}
    forms = {
        json.dumps(one): ["term-title-a1"],
        json.dumps([one, one]): ["term-title-a1", "term-title-a1-2"],
        json.dumps({"hits": {"hits": [{"_id": "k7", "_source": {**one, "title": "Seven"}}]}}): ["k7"],
        f"{json.dumps({**one, 'id': 5})}\n\n{json.dumps(one)}\n": ["5", "term-title-a1"],
        f'{{"index": {{"_id": "b1"}}}}\n{json.dumps(one)}\n{{"create": {{}}}}\n{json.dumps({**one, "title": "T 2"})}\n': [
            "b1",
            "t-2",
        ],
    }
    for text, ids in forms.items():
        assert [entry.subscription.id for entry in taken(text, Format.ELASTICSEARCH)] == ids


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"query":', "line 1, column 10"),
        ('{"query": {"term": {"title": "a1"}}}\nbroken\n', "line 2"),
        ("{}", "$"),
        ("[]", "file"),
        ("[1]", "$[0]"),
        ('{"hits": {"hits": []}}', "file"),
        ("[" * 10_000, "line 1, column 1026"),
    ],
)
def test_what_is_no_document_is_named(text, place):
    assert left_out(taken(text, Format.ELASTICSEARCH)[-1])[0][0] == place


def test_nesting_is_followed_to_a_limit():
    deep = A
    for _ in range(51):
        deep = {"bool": {"must": [deep]}}
    assert "nest more than 50" in str(of(deep).problems[0])
    within = {"query_string": {"query": "(" * 49 + "a1 AND NOT (b1 c1)" + ")" * 49}}
    for _ in range(49):
        within = {"bool": {"must_not": [within]}}
    assert of(within).status is Status.NOT
    deeper = '{"query":' + '{"bool":{"must":' * 300 + "{}" + "}}" * 300 + "}"
    assert "nest more than 50" in str(only(deeper, Format.ELASTICSEARCH).problems[0])
    assert only('{"other":' * 300 + "1" + "}" * 300, Format.ELASTICSEARCH).status is Status.NOT
