// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTranslator>

namespace tidegate::app {

/// The pseudo-locale "qps": every text a third longer and accented, in brackets, so that what is cut, glued together or
/// not translatable is seen at once.
class PseudoTranslator : public QTranslator
{
    Q_OBJECT
public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *text, const char *disambiguation,
                      int n) const override;
};

} // namespace tidegate::app
