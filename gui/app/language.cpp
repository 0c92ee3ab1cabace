// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/language.h"

#include "app/pseudo_translator.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace tidegate::app {

Language::Language(const QString &choice)
{
    if (choice == QLatin1String("qps")) {
        m_translators.push_back(std::make_unique<PseudoTranslator>());
    } else {
        const auto locale = choice.isEmpty() ? QLocale() : QLocale(choice);
        // The last that is installed is asked first: Qt's own texts, then ours.
        load(locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
        load(locale, QStringLiteral("tidegate"), QStringLiteral(":/i18n"));
    }
    for (const auto &translator : m_translators)
        QCoreApplication::installTranslator(translator.get());
}

Language::~Language()
{
    for (const auto &translator : m_translators)
        QCoreApplication::removeTranslator(translator.get());
}

void Language::load(const QLocale &locale, const QString &catalogue, const QString &directory)
{
    auto translator = std::make_unique<QTranslator>();
    if (translator->load(locale, catalogue, QStringLiteral("_"), directory))
        m_translators.push_back(std::move(translator));
}

} // namespace tidegate::app
