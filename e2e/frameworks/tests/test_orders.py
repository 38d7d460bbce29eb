import json
import os
import urllib.error
import urllib.request

TARGET = os.environ["TESTCAR_TARGET"]


def test_lists_orders():
    request = urllib.request.Request(TARGET + "/orders", headers={"x-session": os.environ["SESSION"]})
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer) == [{"id": "1"}]


def test_refuses_strangers():
    try:
        urllib.request.urlopen(TARGET + "/orders")
        assert False, "a stranger got in"
    except urllib.error.HTTPError as error:
        assert error.code == 401
