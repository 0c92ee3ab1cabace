// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cutover/stop_writes_choice.h"

#include "script/export.h"
#include "widgets/script_view.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace tidegate::pages {

namespace {

constexpr int usualLimit = 300; // s

/// For whoever has stopped the writers: who is still there.
QString whoIsThere()
{
    return QStringLiteral("SELECT pid, usename, application_name, client_addr, state\n"
                          "  FROM pg_catalog.pg_stat_activity\n"
                          " WHERE datname = current_database() AND pid <> pg_backend_pid();\n");
}

} // namespace

StopWritesChoice::StopWritesChoice(QWidget *parent)
    : QWidget(parent),
      m_readOnly(new QRadioButton(tr("Tidegate makes the source &read-only"), this)),
      m_hand(new QRadioButton(tr("I have stopped the applications &by hand"), this)),
      m_sequences(new QCheckBox(tr("Set the &sequences on the target"), this)),
      m_limit(new QSpinBox(this)),
      m_words(new QLabel(this)),
      m_sql(new widgets::ScriptView(tr("SQL that stops the writes"), this))
{
    m_readOnly->setObjectName(QStringLiteral("byReadOnly"));
    m_hand->setObjectName(QStringLiteral("byHand"));
    m_sequences->setObjectName(QStringLiteral("withSequences"));
    m_limit->setObjectName(QStringLiteral("cutoverLimit"));
    m_readOnly->setChecked(true);
    m_sequences->setChecked(true);
    m_limit->setRange(0, 24 * 3600);
    m_limit->setSpecialValueText(tr("never"));
    m_limit->setSuffix(tr(" s"));
    m_limit->setValue(usualLimit);
    m_words->setWordWrap(true);
    auto *limit = new QHBoxLayout;
    auto *label = new QLabel(tr("&Give up, and open the source again, after:"), this);
    label->setBuddy(m_limit);
    limit->addWidget(label);
    limit->addWidget(m_limit);
    limit->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_readOnly);
    layout->addWidget(m_hand);
    layout->addWidget(m_words);
    layout->addWidget(m_sql, 1);
    layout->addWidget(m_sequences);
    layout->addLayout(limit);
    connect(m_readOnly, &QRadioButton::toggled, this, [this] {
        showChoice();
        emit changed();
    });
    connect(m_sequences, &QCheckBox::toggled, this, &StopWritesChoice::changed);
    showChoice();
}

void StopWritesChoice::setReadOnly(const cutover::StopPlan &plan)
{
    m_plan = plan;
    showChoice();
}

cutover::StopWritesBy StopWritesChoice::by() const
{
    return m_readOnly->isChecked() ? cutover::StopWritesBy::ReadOnly : cutover::StopWritesBy::Hand;
}

bool StopWritesChoice::sequences() const
{
    return m_sequences->isChecked();
}

std::optional<int> StopWritesChoice::limitSeconds() const
{
    return m_limit->value() > 0 ? std::optional(m_limit->value()) : std::nullopt;
}

std::string StopWritesChoice::json() const
{
    QJsonObject arguments{{QStringLiteral("stop-writes"), m_readOnly->isChecked() ? QStringLiteral("read-only") : QStringLiteral("none")},
                          {QStringLiteral("sequences"), m_sequences->isChecked()}};
    if (const auto limit = limitSeconds())
        arguments.insert(QStringLiteral("limit-seconds"), *limit);
    return QJsonDocument(arguments).toJson(QJsonDocument::Compact).toStdString();
}

void StopWritesChoice::showChoice()
{
    QString sql;
    if (m_readOnly->isChecked()) {
        m_words->setText(tr("New sessions on the source database can only read, and every other session is ended. If "
                            "the cutover fails, this is undone. After it the source stays closed until somebody "
                            "opens it."));
        if (!m_plan.stop.empty())
            sql = QString::fromStdString(script::toSql(m_plan.stop));
        if (!m_plan.undo.empty())
            sql += tr("\n-- What undoes it:\n") + QString::fromStdString(script::toSql(m_plan.undo));
    } else {
        m_words->setText(tr("Nothing is run on the source. Whoever writes there after the cutover has begun loses those "
                            "rows; this shows who is still connected:"));
        sql = whoIsThere();
    }
    if (sql != m_sql->sql())
        m_sql->setSql(sql);
}

} // namespace tidegate::pages
