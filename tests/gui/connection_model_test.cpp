// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/problem.h"
#include "look/clear_boxes.h"
#include "look/tone.h"
#include "pages/connections/connection_model.h"
#include "pages/connections/form_values.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QRadioButton>
#include <QRandomGenerator>
#include <QTest>

using namespace tidegate;
using namespace tidegate::pages;

class ConnectionModelTest : public QObject
{
    Q_OBJECT

private slots:
    void randomChangesArriveExactly()
    {
        ConnectionModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QRandomGenerator random(42);
        std::vector<ConnectionRow> rows;
        for (int step = 0; step < 500; ++step) {
            for (auto count = random.bounded(4); count > 0; --count)
                change(rows, random);
            model.setRows(rows);
            QVERIFY(model.rows() == rows);
            for (int row = 0; row < model.rowCount(); ++row) {
                QCOMPARE(model.index(row, ConnectionModel::Name).data().toString(),
                         rows[static_cast<std::size_t>(row)].connection.name);
            }
        }
    }

    void aPersistentIndexStaysWithItsConnection()
    {
        ConnectionModel model;
        QRandomGenerator random(1);
        std::vector<ConnectionRow> rows(3);
        for (auto &row : rows)
            row.connection.id = QUuid::createUuid();
        model.setRows(rows);
        const QPersistentModelIndex last(model.index(2, 0));
        std::swap(rows[0], rows[2]);
        model.setRows(rows);
        QCOMPARE(last.row(), 0);
        rows.erase(rows.begin());
        model.setRows(rows);
        QVERIFY(!last.isValid());
    }

    void formShowsEveryParameterAndLosesNone()
    {
        for (const char *text :
             {"postgresql://joe:p%20w@h1,h2:5432,5433/shop?target_session_attrs=read-write",
              "host=/tmp dbname='a b' options='-c search_path=x' sslmode=verify-full sslcert=/c.crt",
              "service=shop connect_timeout=3"}) {
            const auto endpoint = endpoint::Endpoint::fromText(text);
            QVERIFY2(endpointOf(valuesOf(endpoint)) == endpoint, text);
        }
        QVERIFY_EXCEPTION_THROWN(
            endpointOf({{}, {}, {}, {}, {}, {}, {}, {}, {}, QStringLiteral("nonsense=1")}), ProblemError);
    }

    void coloursCanBeReadInLightAndDark()
    {
        QPalette dark;
        dark.setColor(QPalette::Window, QColor(30, 30, 32));
        dark.setColor(QPalette::Base, QColor(20, 20, 22));
        dark.setColor(QPalette::WindowText, Qt::white);
        for (const auto &palette : {QPalette(QColor(239, 239, 239)), dark}) {
            for (const auto hue :
                 {look::Hue::Grey, look::Hue::Green, look::Hue::Blue, look::Hue::Amber, look::Hue::Red}) {
                const auto ink = look::ink(hue, palette);
                for (const auto &ground : {palette.color(QPalette::Window), palette.color(QPalette::Base),
                                           look::wash(hue, palette)})
                    QVERIFY(look::contrast(ink, ground) >= 4.5);
            }
        }
    }

    /// Also where nothing is checked (WCAG 1.4.11: contrast 3 for what is no text).
    void boxesAreSeenInTheDark()
    {
        QPalette dark;
        dark.setColor(QPalette::Window, QColor(32, 33, 40));
        dark.setColor(QPalette::Base, QColor(24, 24, 30));
        dark.setColor(QPalette::WindowText, Qt::white);
        look::ClearBoxes style;
        QCheckBox box;
        QRadioButton round;
        for (auto *button : std::initializer_list<QAbstractButton *>{&box, &round}) {
            button->setStyle(&style);
            button->setPalette(dark);
            const auto picture = button->grab().toImage();
            double best = 1;
            for (int y = 0; y < picture.height(); ++y) {
                for (int x = 0; x < picture.width(); ++x)
                    best = std::max(best, look::contrast(picture.pixelColor(x, y), dark.color(QPalette::Window)));
            }
            QVERIFY2(best >= 3, qPrintable(QString::number(best)));
        }
    }

private:
    static void change(std::vector<ConnectionRow> &rows, QRandomGenerator &random)
    {
        const auto any = [&] { return rows.begin() + random.bounded(static_cast<int>(rows.size())); };
        switch (rows.empty() ? 0 : random.bounded(4)) {
        case 0: {
            ConnectionRow row;
            row.connection.id = QUuid::createUuid();
            row.connection.uri = QStringLiteral("host=h");
            rows.insert(rows.begin() + random.bounded(static_cast<int>(rows.size()) + 1), row);
            break;
        }
        case 1:
            rows.erase(any());
            break;
        case 2:
            std::iter_swap(any(), any());
            break;
        default:
            any()->connection.name = QString::number(random.generate());
            any()->testing = random.bounded(2);
        }
    }
};

QTEST_MAIN(ConnectionModelTest)
#include "connection_model_test.moc"
