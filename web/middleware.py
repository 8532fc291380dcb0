"""x"""


def SessionLimits(get_response):
    return get_response


InTheReadersLanguage = SecondFactorFirst = SessionLimits
