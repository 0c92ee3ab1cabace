// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/stages_view.h"

#include "pages/connections/stage_text.h"
#include "text/figures.h"
#include "text/problem_text.h"

#include <QGridLayout>
#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>

namespace tidegate::pages {

namespace {

QLabel *label(const QString &words, QWidget *parent)
{
    auto *made = new QLabel(words, parent);
    made->setTextFormat(Qt::PlainText);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return made;
}

QLabel *wrapped(const QString &words, QWidget *parent)
{
    auto *made = label(words, parent);
    made->setWordWrap(true);
    return made;
}

} // namespace

StagesView::StagesView(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addStretch(1); // room that is left stays below the stages
    clear();
}

void StagesView::clear()
{
    delete m_body;
    m_body = new QWidget(this);
    m_grid = new QGridLayout(m_body);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setColumnStretch(3, 1);
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, m_body);
    m_body->show();
    m_row = 0;
    m_count = 0;
}

void StagesView::add(const endpoint::Stage &stage)
{
    const auto tone = stageTone(stage.verdict);
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    auto *glyph = new QLabel(m_body);
    glyph->setPixmap(look::icon(tone).pixmap(QSize(size, size), devicePixelRatioF()));
    glyph->setAccessibleName(tone == look::Tone::Done ? tr("passed") : tr("not passed"));
    auto *time = label(text::duration(stage.milliseconds / 1000.0), m_body);
    time->setAlignment(Qt::AlignRight | Qt::AlignTop);
    m_grid->addWidget(glyph, m_row, 0, Qt::AlignTop);
    m_grid->addWidget(label(stageTitle(stage), m_body), m_row, 1, Qt::AlignTop);
    m_grid->addWidget(time, m_row, 2, Qt::AlignTop);
    m_grid->addWidget(wrapped(QString::fromStdString(stage.detail), m_body), m_row, 3, Qt::AlignTop);
    ++m_row;
    ++m_count;
    if (stage.problem)
        addRemedy(*stage.problem);
}

void StagesView::addRemedy(const Problem &problem)
{
    const auto words = text::problemText(problem);
    auto *happened = wrapped(words.happened + QLatin1Char(' ') + words.safe, m_body);
    auto *todo = wrapped(words.todo, m_body);
    todo->setObjectName(QStringLiteral("remedy"));
    auto bold = todo->font();
    bold.setBold(true);
    todo->setFont(bold);
    m_grid->addWidget(happened, m_row++, 1, 1, 3);
    m_grid->addWidget(todo, m_row++, 1, 1, 3);
    if (!words.evidence.isEmpty()) {
        auto *evidence = wrapped(tr("The server's words: %1").arg(words.evidence), m_body);
        m_grid->addWidget(evidence, m_row++, 1, 1, 3);
    }
}

} // namespace tidegate::pages
