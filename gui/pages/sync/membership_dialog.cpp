// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/membership_dialog.h"

#include "ask/asker.h"
#include "frame/run_options.h"
#include "frame/workspace.h"
#include "jobs/connect.h"
#include "jobs/run_scripts.h"
#include "jobs/selection_findings.h"
#include "jobs/target_preparation.h"
#include "pages/sync/membership_model.h"
#include "text/problem_text.h"
#include "widgets/banner.h"
#include "widgets/roomy_rows.h"
#include "widgets/script_view.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

#include <memory>

namespace tidegate::pages {

MembershipDialog::MembershipDialog(const frame::PageContext &context, QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_model(new MembershipModel(this)),
      m_filtered(new QSortFilterProxyModel(this)),
      m_banner(new widgets::Banner(this)),
      m_publication(new QComboBox(this)),
      m_filter(new QLineEdit(this)),
      m_tree(new QTreeView(this)),
      m_sql(new widgets::ScriptView(tr("The statements that will run on the source"), this)),
      m_apply(new QPushButton(tr("&Change the publication"), this))
{
    setObjectName(QStringLiteral("membershipDialog"));
    setWindowTitle(tr("Add or remove tables"));
    setAttribute(Qt::WA_DeleteOnClose);
    for (const auto &name : context.workspace.publications())
        m_publication->addItem(QString::fromStdString(name));
    makeTree();
    makeLayout();
    connect(m_publication, &QComboBox::currentIndexChanged, this, &MembershipDialog::publicationChosen);
    connect(m_model, &MembershipModel::wishChanged, this, &MembershipDialog::showWish);
    connect(m_apply, &QPushButton::clicked, this, &MembershipDialog::askAndApply);
    publicationChosen();
    load();
}

void MembershipDialog::makeTree()
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setObjectName(QStringLiteral("membershipFilter"));
    m_filter->setPlaceholderText(tr("Filter by schema or table"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    m_tree->setObjectName(QStringLiteral("membershipTables"));
    m_tree->setAccessibleName(tr("Tables of the source"));
    m_tree->setModel(m_filtered);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    widgets::giveRoom(*m_tree);
    m_tree->header()->setSectionResizeMode(MembershipModel::Rows, QHeaderView::ResizeToContents);
    m_tree->setColumnWidth(MembershipModel::Table, fontMetrics().averageCharWidth() * 40);
}

void MembershipDialog::makeLayout()
{
    auto *label = new QLabel(tr("&Publication:"), this);
    label->setBuddy(m_publication);
    auto *top = new QHBoxLayout;
    top->addWidget(label);
    top->addWidget(m_publication);
    top->addWidget(m_filter, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->addButton(m_apply, QDialogButtonBox::ActionRole);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    m_apply->setObjectName(QStringLiteral("membershipApply"));
    m_apply->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_banner);
    layout->addWidget(m_tree, 3);
    layout->addWidget(m_sql, 1);
    layout->addWidget(buttons);
    const int letter = fontMetrics().averageCharWidth();
    resize(letter * 110, fontMetrics().height() * 32);
}

std::string MembershipDialog::publication() const
{
    return m_publication->currentText().toStdString();
}

void MembershipDialog::publicationChosen()
{
    m_model->setPublication(publication());
}

void MembershipDialog::load()
{
    frame::openBoth(
        m_context, this,
        [this](const frame::BothLogins &logins) {
            const auto tables = std::make_shared<jobs::SourceTables>(); // the worker's until it has ended
            m_job.start(
                [tables, logins](const StopToken &stop, const frame::PageJob::Tell &) {
                    const auto both = jobs::connectBoth(logins.source, logins.target, stop);
                    *tables = jobs::readSourceTables(*both.source, both.target.get());
                },
                [this, tables](const std::optional<Problem> &problem, bool) {
                    if (problem)
                        failed(*problem);
                    else
                        m_model->setTables(*tables);
                });
        },
        [this](const QString &reason) { m_banner->show(look::Tone::Failed, reason); });
}

void MembershipDialog::failed(const Problem &problem)
{
    const auto words = text::problemText(problem);
    m_banner->show(look::Tone::Failed, words.forClipboard());
    m_apply->setEnabled(!m_model->added().empty() || !m_model->removed().empty());
}

void MembershipDialog::showWish()
{
    const auto added = m_model->added();
    const auto removed = m_model->removed();
    QStringList lines;
    const auto script = jobs::membershipScript(publication(), added, removed);
    for (const auto &statement : script.statements())
        lines << QString::fromStdString(statement.sql) + QLatin1Char(';');
    m_sql->setSql(lines.join(QLatin1Char('\n')));
    m_apply->setEnabled(!lines.isEmpty());
    std::vector<plan::SelectedTable> chosen;
    for (const auto &name : added)
        chosen.push_back({name, name, {}, {}});
    const auto findings = jobs::selectionFindings(m_model->source(), chosen);
    if (findings.empty()) {
        m_banner->dismiss();
        return;
    }
    const auto &first = findings.front();
    const auto words = text::findingText(first);
    m_banner->show(look::Tone::Attention, words.inOneLine());
}

void MembershipDialog::askAndApply()
{
    const auto removed = m_model->removed();
    const auto name = m_publication->currentText();
    const bool isOurs = publication() == jobs::ownPublication(m_context.workspace.subscription());
    if (isOurs && removed.empty()) {
        apply();
        return;
    }
    ask::DangerousQuestion question;
    question.title = tr("Change the publication");
    question.text = tr("The publication %1 on the source is changed.").arg(name);
    if (!isOurs)
        question.text += QLatin1Char(' ') + tr("Tidegate has not made it: others may read it, too.");
    question.servers = frame::serverNames(m_context.workspace);
    if (!removed.empty()) {
        QStringList names;
        for (const auto &table : removed)
            names << QString::fromStdString(table.display());
        question.cannotBeUndone
            << tr("%n table(s) leave the migration: %1. Their rows stay on the target and do not follow any more.", nullptr,
                  static_cast<int>(names.size()))
                   .arg(names.mid(0, 20).join(QStringLiteral(", ")));
    }
    question.sql = m_sql->sql();
    question.verb = tr("&Change it");
    question.typed = frame::nameToType(m_context.workspace);
    m_context.asker.askDangerous(this, question, [this](bool goOn) {
        if (goOn)
            apply();
    });
}

void MembershipDialog::apply()
{
    const auto added = m_model->added();
    const auto removed = m_model->removed();
    const auto statements = jobs::membershipScript(publication(), added, removed);
    m_apply->setEnabled(false);
    frame::openBoth(
        m_context, this,
        [this, added, removed, statements](const frame::BothLogins &logins) {
            const auto script = std::make_shared<script::Script>(statements); // the worker's until it has ended
            m_job.start(
                [script, logins](const StopToken &stop, const frame::PageJob::Tell &) {
                    jobs::runScript(*script, logins.source, logins.target, {}, stop);
                },
                [this, script, added, removed](const std::optional<Problem> &problem, bool) {
                    if (const auto *why = problem ? &*problem : script->problem()) {
                        failed(*why);
                        return;
                    }
                    emit changed(added, removed);
                    accept();
                });
        },
        [this](const QString &reason) {
            m_banner->show(look::Tone::Failed, reason);
            m_apply->setEnabled(true);
        });
}

} // namespace tidegate::pages
