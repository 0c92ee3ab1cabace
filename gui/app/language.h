// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTranslator>

#include <memory>
#include <vector>

namespace tidegate::app {

/// The translators in force; they go with it. One at a time, before the first widget.
class Language
{
public:
    /// `choice`: "de", "qps" (the pseudo-locale), empty for the system's.
    explicit Language(const QString &choice);
    ~Language();
    Language(const Language &) = delete;
    Language &operator=(const Language &) = delete;

private:
    void load(const QLocale &locale, const QString &catalogue, const QString &directory);

    std::vector<std::unique_ptr<QTranslator>> m_translators;
};

} // namespace tidegate::app
