// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/tables/time_column_delegate.h"

#include "pages/tables/table_model.h"

#include <QComboBox>

namespace tidegate::pages {

QWidget *TimeColumnDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    auto *box = new QComboBox(parent);
    box->setAccessibleName(tr("Time column"));
    box->addItem(tr("None: a plain table"), QString());
    const auto names = index.data(TableModel::CandidatesRole).toStringList();
    const auto reasons = index.data(TableModel::ReasonsRole).toStringList();
    for (qsizetype at = 0; at < names.size(); ++at)
        box->addItem(tr("%1 (%2)").arg(names[at], reasons.value(at)), names[at]);
    // A choice is a choice: no further key is needed to keep it.
    connect(box, &QComboBox::activated, this, [this, box] {
        emit const_cast<TimeColumnDelegate *>(this)->commitData(box);
        emit const_cast<TimeColumnDelegate *>(this)->closeEditor(box);
    });
    return box;
}

void TimeColumnDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    auto *box = static_cast<QComboBox *>(editor);
    box->setCurrentIndex(std::max(0, box->findData(index.data(Qt::EditRole))));
}

void TimeColumnDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    model->setData(index, static_cast<QComboBox *>(editor)->currentData(), Qt::EditRole);
}

void TimeColumnDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const
{
    editor->setGeometry(option.rect);
}

} // namespace tidegate::pages
