// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/target_dialog.h"

#include "ask/asker.h"
#include "frame/workspace.h"
#include "jobs/run_scripts.h"
#include "script/export.h"
#include "widgets/script_view.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tidegate::pages {

TargetDialog::TargetDialog(const frame::PageContext &context, const progress::TableProgress &table, QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_table(table),
      m_schema(new QLineEdit(QString::fromStdString(table.target.schema), this)),
      m_name(new QLineEdit(QString::fromStdString(table.target.name), this)),
      m_sql(new widgets::ScriptView(tr("What the engine will do on the target"), this)),
      m_send(new QPushButton(tr("Copy it &there…"), this))
{
    setObjectName(QStringLiteral("targetDialog"));
    setWindowTitle(tr("Another table on the target"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_schema->setObjectName(QStringLiteral("targetSchema"));
    m_name->setObjectName(QStringLiteral("targetName"));
    m_send->setObjectName(QStringLiteral("targetSend"));
    makeLayout();
    for (auto *field : {m_schema, m_name})
        connect(field, &QLineEdit::textChanged, this, &TargetDialog::showWish);
    connect(m_send, &QPushButton::clicked, this, &TargetDialog::askAndSend);
    showWish();
    m_name->selectAll();
    m_name->setFocus();
}

void TargetDialog::makeLayout()
{
    auto *words = new QLabel(
        tr("%1 goes into %2 so far. It is copied again, into the table that you name here, which must be there and empty; all "
           "other tables go on meanwhile. If it is only to be called otherwise, rename it on the target: the migration follows "
           "that by itself, and nothing is copied.")
            .arg(QString::fromStdString(m_table.source.display()), QString::fromStdString(m_table.target.display())),
        this);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    auto *form = new QFormLayout;
    form->addRow(tr("&Schema on the target:"), m_schema);
    form->addRow(tr("&Table on the target:"), m_name);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(m_send, QDialogButtonBox::ActionRole);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    m_send->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(words);
    layout->addLayout(form);
    layout->addWidget(m_sql, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 32);
}

RelationName TargetDialog::wanted() const
{
    return {m_schema->text().toStdString(), m_name->text().toStdString()};
}

void TargetDialog::showWish()
{
    const auto to = wanted();
    const bool isOther = !to.schema.empty() && !to.name.empty() && to != m_table.target;
    m_send->setEnabled(isOther);
    m_sql->setSql(isOther ? QString::fromStdString(script::toSql(
                                jobs::retargetScript(m_context.workspace.subscription(), m_table.source, m_table.target, to)))
                          : QString());
}

void TargetDialog::askAndSend()
{
    const auto to = wanted();
    const auto qt = [](const RelationName &name) { return QString::fromStdString(name.display()); };
    ask::Question question;
    question.title = windowTitle();
    question.text = tr("Copy %1 again, into %2?").arg(qt(m_table.source), qt(to));
    question.more = tr("All other tables go on meanwhile. The rows that are in %1 stay there and do not follow the source any more; "
                       "for it to come back, that table must be emptied and filled again.")
                        .arg(qt(m_table.target));
    question.sql = m_sql->sql();
    question.choices = {{QStringLiteral("copy"), tr("&Copy it there"), false}};
    m_context.asker.ask(this, question, [this, to](const QString &answer) {
        if (answer != QLatin1String("copy"))
            return;
        emit chosen(m_table.source, to);
        accept();
    });
}

} // namespace tidegate::pages
