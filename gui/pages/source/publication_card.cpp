// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/source/publication_card.h"

#include "widgets/action_button.h"
#include "widgets/status_badge.h"
#include "widgets/text_label.h"

#include <QAction>
#include <QCheckBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace tidegate::pages {

namespace {

QString listed(const std::vector<RelationName> &tables)
{
    constexpr std::size_t shown = 5;
    QStringList names;
    for (std::size_t at = 0; at < std::min(tables.size(), shown); ++at)
        names += QString::fromStdString(tables[at].display());
    if (tables.size() > shown)
        names += QStringLiteral("…");
    return names.join(QStringLiteral(", "));
}

} // namespace

PublicationCard::PublicationCard(QAction *publish, QWidget *parent)
    : QWidget(parent),
      m_publish(publish),
      m_name(new QLineEdit(this)),
      m_state(new widgets::StatusBadge(this)),
      m_words(widgets::textLabel("publicationWords", this)),
      m_statements(new QVBoxLayout)
{
    m_name->setObjectName(QStringLiteral("subscription"));
    m_name->setMaxLength(50);
    m_state->setObjectName(QStringLiteral("publicationState"));
    auto *top = new QHBoxLayout;
    auto *label = new QLabel(tr("Name of the &migration:"), this);
    label->setBuddy(m_name);
    top->addWidget(label);
    top->addWidget(m_name);
    top->addWidget(m_state, 1);
    top->addWidget(new widgets::ActionButton(publish, this));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_words);
    layout->addLayout(m_statements);
    connect(m_name, &QLineEdit::editingFinished, this, [this] {
        if (m_name->isModified() && !m_name->text().trimmed().isEmpty()) {
            m_name->setModified(false);
            emit renamed(m_name->text().trimmed());
        }
    });
    showNothing();
}

void PublicationCard::showNothing()
{
    m_state->set(look::Tone::Idle, tr("Not looked at"));
    m_words->clear();
    m_name->setEnabled(false);
    m_isReady = false;
    showStatements({});
}

void PublicationCard::show(const jobs::SourcePreparation &found, int tables, bool fixed)
{
    m_name->setText(QString::fromStdString(found.subscription));
    m_name->setModified(false);
    m_name->setEnabled(!fixed);
    m_name->setToolTip(fixed ? tr("The publication bears it already.") : tr("Slot and publication are named after it."));
    showStatements(found.isForeign ? script::Script() : found.script);
    showStanding(found, tables);
}

void PublicationCard::showStanding(const jobs::SourcePreparation &found, int tables)
{
    const auto name = QString::fromStdString(found.publication);
    m_isReady = false;
    QStringList words;
    if (tables == 0) {
        m_state->set(look::Tone::Idle, tr("Choose tables first"));
        words += tr("The page Tables is where they are chosen; then they are published here.");
    } else if (found.isForeign) {
        m_state->set(look::Tone::Failed, tr("The name is taken"));
        words += tr("There is a publication %1 that Tidegate did not make, so it is left alone. Give the migration "
                    "another name.")
                     .arg(name);
    } else if (!found.exists) {
        m_state->set(look::Tone::Attention, tr("Not published yet"));
        words += tr("%n table(s) are to be published as %1. Nothing is sent by that before a migration runs.", nullptr, tables)
                     .arg(name);
    } else if (!found.script.empty()) {
        m_state->set(look::Tone::Attention, tr("Differs from what is chosen"));
        words += tr("The publication %1 holds other tables than the ones chosen.").arg(name);
    } else {
        m_isReady = true;
        m_state->set(look::Tone::Done, tr("Published"));
        words += tr("%n table(s) are published as %1.", nullptr, tables).arg(name);
    }
    if (!found.missing.empty())
        words += tr("Chosen, but no longer on the source: %1.").arg(listed(found.missing));
    if (!found.withoutIdentity.empty() && !found.script.empty())
        words += tr("Mind: without a primary key the source refuses UPDATE and DELETE on these as soon as they are "
                    "published: %1.")
                     .arg(listed(found.withoutIdentity));
    m_words->setText(words.join(QLatin1Char('\n')));
}

void PublicationCard::showStatements(const script::Script &script)
{
    for (const auto &line : m_lines) {
        line.run->deleteLater();
        line.sql->deleteLater();
    }
    m_lines.clear();
    m_script = script;
    for (const auto &statement : script.statements()) {
        auto *run = new QCheckBox(tr("Run on the source"), this);
        run->setChecked(true);
        auto *sql = new QPlainTextEdit(QString::fromStdString(statement.sql), this);
        sql->setObjectName(QStringLiteral("statement%1").arg(m_lines.size()));
        run->setObjectName(QStringLiteral("run%1").arg(m_lines.size()));
        sql->setAccessibleName(tr("Statement, which can be changed"));
        sql->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        sql->setTabChangesFocus(true);
        sql->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // it wraps
        const auto lines = std::clamp(statement.sql.empty() ? 1 : 1 + static_cast<int>(std::count(statement.sql.begin(), statement.sql.end(), '\n')), 1, 6);
        sql->setFixedHeight(sql->fontMetrics().lineSpacing() * lines + 2 * sql->frameWidth()
                            + 2 * static_cast<int>(sql->document()->documentMargin()) + 4);
        connect(run, &QCheckBox::toggled, sql, &QWidget::setEnabled);
        connect(run, &QCheckBox::toggled, this, &PublicationCard::updateAction);
        m_statements->addWidget(run);
        m_statements->addWidget(sql);
        m_lines.push_back({run, sql});
    }
    updateAction();
}

void PublicationCard::updateAction()
{
    m_publish->setEnabled(std::any_of(m_lines.begin(), m_lines.end(), [](const Line &line) { return line.run->isChecked(); }));
}

script::Script PublicationCard::script() const
{
    auto script = m_script;
    for (std::size_t at = 0; at < m_lines.size(); ++at) {
        const auto sql = m_lines[at].sql->toPlainText().toStdString();
        if (!m_lines[at].run->isChecked() || sql.empty())
            script.skip(at);
        else if (sql != script.at(at).sql)
            script.edit(at, sql);
    }
    return script;
}

} // namespace tidegate::pages
