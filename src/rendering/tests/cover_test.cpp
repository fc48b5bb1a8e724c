#include "rendering/text/cover.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

using namespace promo::rendering;

namespace {

constexpr Rect kArea{-3, -2, 61, 58};
constexpr Point kMiddle{27.3, 26.6};

enum class Way { clockwise, back };

void add_circle(Contours& contours, Point centre, double radius, Way way) {
    constexpr int kCorners = 40;
    for (int i = 0; i < kCorners; ++i) {
        const double angle = 2 * std::numbers::pi * (way == Way::clockwise ? i : -i) / kCorners;
        contours.points.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
    }
    contours.ends.push_back(contours.points.size());
}

Contours ring(double hole, Way way = Way::clockwise) {
    Contours contours;
    add_circle(contours, kMiddle, 18.2, way);
    add_circle(contours, kMiddle, hole, way == Way::clockwise ? Way::back : Way::clockwise);
    return contours;
}

Contours polygon(std::vector<Point> points) {
    const auto count = points.size();
    return {std::move(points), {count}};
}

std::vector<std::uint8_t> covered(const Contours& contours) {
    Cover::Shades shades{};
    std::iota(shades.begin(), shades.end(), std::uint8_t{0});
    constexpr std::size_t kStride = 64;
    std::vector<std::uint8_t> pixels(kStride * kArea.height + Cover::kSlack, 77);
    Cover cover;
    cover.draw(contours, kArea, kStride, pixels.data(), shades);
    cover.draw(contours, kArea, kStride, pixels.data(), shades);
    pixels.resize(kStride * kArea.height);
    return pixels;
}

double distance(Point p, Point a, Point b) {
    const double x = b.x - a.x, y = b.y - a.y;
    const double t = std::clamp(((p.x - a.x) * x + (p.y - a.y) * y) / (x * x + y * y), 0.0, 1.0);
    return std::hypot(p.x - a.x - t * x, p.y - a.y - t * y);
}

// Whether the point is inside or at most `by` away.
bool reached(const Contours& contours, Point p, double by) {
    int turns = 0;
    std::size_t begin = 0;
    for (const auto end : contours.ends) {
        Point a = contours.points[end - 1];
        for (; begin < end; ++begin) {
            const Point b = contours.points[begin];
            if (distance(p, a, b) <= by) return true;
            if ((a.y <= p.y) != (b.y <= p.y) && a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) > p.x)
                turns += a.y < b.y ? 1 : -1;
            a = b;
        }
    }
    return turns != 0;
}

// The largest distance from what sixty-four points of each pixel say, in shares of a pixel.
double worst(const Contours& letter, double by) {
    Contours grown;
    grow(letter, by, grown);
    const auto pixels = covered(by == 0 ? letter : grown);
    double most = 0;
    for (int y = 0; y < kArea.height; ++y)
        for (int x = 0; x < 64; ++x) {
            constexpr int kPoints = 8;
            int count = 0;
            for (int i = 0; i < kPoints * kPoints && x < kArea.width; ++i) {
                const Point p{kArea.left + x + (i % kPoints + 0.5) / kPoints,
                              kArea.top + y + (i / kPoints + 0.5) / kPoints};
                if (reached(letter, p, by)) ++count;
            }
            const double share = pixels[static_cast<std::size_t>(y * 64 + x)] / 255.0;
            most = std::max(most, std::abs(share - static_cast<double>(count) / (kPoints * kPoints)));
        }
    return most;
}

}  // namespace

TEST_CASE("a pixel is covered by its share within the contour") {
    CHECK(worst(polygon({{2.25, 3.5}, {30.75, 3.5}, {30.75, 20}, {2.25, 20}}), 0) < 0.01);
    CHECK(worst(polygon({{0, 0}, {57.9, 11}, {12, 55.9}}), 0) < 0.08);
    CHECK(worst(ring(7.3), 0) < 0.08);
}

TEST_CASE("the dark line reaches its thickness from the letter, around corners, in holes and where a hole vanishes") {
    constexpr double kBy = 4.5;
    CHECK(worst(polygon({{10, 10}, {40, 10}, {40, 22}, {22, 22}, {22, 45}, {10, 45}}), kBy) < 0.1);
    CHECK(worst(polygon({{10, 10}, {46, 27.5}, {10, 45}, {20, 27.5}}), kBy) < 0.25);
    for (const auto way : {Way::clockwise, Way::back}) {
        CHECK(worst(ring(9.1, way), kBy) < 0.1);
        CHECK(worst(ring(3.2, way), kBy) < 0.1);
    }
}

TEST_CASE("parts of a letter that lie on each other are one, whichever way each goes around") {
    for (const auto way : {Way::clockwise, Way::back}) {
        Contours contours;
        add_circle(contours, {20, 27}, 10, way);
        add_circle(contours, {32, 27}, 11, way);
        CHECK(worst(contours, 3) < 0.3);
    }
}
