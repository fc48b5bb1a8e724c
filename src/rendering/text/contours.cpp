#include "rendering/text/contours.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>

namespace promo::rendering {
namespace {

constexpr double kUnitsPerPixel = 64;
constexpr double kTolerance = 1.0 / 32;

Point operator+(Point a, Point b) {
    return {a.x + b.x, a.y + b.y};
}

Point operator-(Point a, Point b) {
    return {a.x - b.x, a.y - b.y};
}

Point operator*(double factor, Point point) {
    return {factor * point.x, factor * point.y};
}

double dot(Point a, Point b) {
    return a.x * b.x + a.y * b.y;
}

// Positive when b turns to the side of left().
double cross(Point a, Point b) {
    return a.y * b.x - a.x * b.y;
}

Point left(Point way) {
    return {way.y, -way.x};
}

double length(Point way) {
    return std::sqrt(dot(way, way));
}

struct Flattening {
    Contours& into;
    Point last;

    void close() {
        auto& points = into.points;
        const auto begin = into.ends.empty() ? 0 : into.ends.back();
        while (points.size() > begin + 1 && points.back() == points[begin])
            points.pop_back();
        if (points.size() > begin) into.ends.push_back(points.size());
    }
    void line(Point to) {
        if (to == last) return;
        into.points.push_back(to);
        last = to;
    }
    // Points of a curve that bends by at most `bend`: with n lines it is `bend / n²` away from them.
    template <class Curve>
    void curve(double bend, Point to, Curve&& at) {
        const auto lines = static_cast<int>(std::ceil(std::sqrt(bend / kTolerance)));
        for (int i = 1; i < lines; ++i)
            line(at(static_cast<double>(i) / lines));
        line(to);
    }
};

Point point_of(const FT_Vector* units) {
    return {static_cast<double>(units->x) / kUnitsPerPixel, -static_cast<double>(units->y) / kUnitsPerPixel};
}

int move_to(const FT_Vector* to, void* user) {
    auto& flattening = *static_cast<Flattening*>(user);
    flattening.close();
    flattening.last = point_of(to);
    flattening.into.points.push_back(flattening.last);
    return 0;
}

int line_to(const FT_Vector* to, void* user) {
    static_cast<Flattening*>(user)->line(point_of(to));
    return 0;
}

int conic_to(const FT_Vector* control, const FT_Vector* to, void* user) {
    auto& flattening = *static_cast<Flattening*>(user);
    const Point a = flattening.last, b = point_of(control), c = point_of(to);
    flattening.curve(length(a - 2 * b + c) / 4, c,
                     [&](double t) { return (1 - t) * (1 - t) * a + 2 * t * (1 - t) * b + t * t * c; });
    return 0;
}

int cubic_to(const FT_Vector* first, const FT_Vector* second, const FT_Vector* to, void* user) {
    auto& flattening = *static_cast<Flattening*>(user);
    const Point a = flattening.last, b = point_of(first), c = point_of(second), d = point_of(to);
    const double bend = std::max(length(a - 2 * b + c), length(b - 2 * c + d));
    flattening.curve(0.75 * bend, d, [&](double t) {
        const double rest = 1 - t;
        return rest * rest * rest * a + 3 * t * rest * rest * b + 3 * t * t * rest * c + t * t * t * d;
    });
    return 0;
}

// How often the contours go around a point.
int winding(const Contours& contours, Point point) {
    int turns = 0;
    std::size_t begin = 0;
    for (const auto end : contours.ends) {
        Point a = contours.points[end - 1];
        for (; begin < end; ++begin) {
            const Point b = contours.points[begin];
            if ((a.y <= point.y) != (b.y <= point.y)) {
                const double x = a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x);
                if (x > point.x) turns += a.y < b.y ? 1 : -1;
            }
            a = b;
        }
    }
    return turns;
}

// One contour, with the letter on the right of each line.
class Border {
public:
    Border(double by, std::vector<Point>& into) : by_(by), into_(&into) {}

    void follow(const Contours& letter, std::span<const Point> contour) {
        points_.assign(contour.begin(), contour.end());
        if (points_.size() < 3) return;
        measure();
        if (letter_is_left(letter)) {
            std::ranges::reverse(points_);
            measure();
        }
        for (std::size_t i = 0; i < points_.size(); ++i)
            turn(i);
    }

private:
    struct Line {
        Point normal;  // to the left
        double length = 0;
        double shorter = 0;  // by so much at its end, where the border of the next cuts into its own
    };

    std::size_t before(std::size_t i) const { return i == 0 ? points_.size() - 1 : i - 1; }

    // Line i ends at point i.
    void measure() {
        lines_.resize(points_.size());
        for (std::size_t i = 0; i < points_.size(); ++i) {
            const auto way = points_[i] - points_[before(i)];
            lines_[i].length = length(way);
            lines_[i].normal = 1 / lines_[i].length * left(way);
        }
        for (std::size_t i = 0; i < points_.size(); ++i) {
            const auto& next = lines_[i + 1 == points_.size() ? 0 : i + 1];
            const double sine = cross(lines_[i].normal, next.normal);
            const double more = 1 + dot(lines_[i].normal, next.normal);
            lines_[i].shorter = sine <= 0 ? 0 : more > 0 ? by_ * sine / more : HUGE_VAL;
        }
    }

    bool letter_is_left(const Contours& letter) const {
        const auto longest = std::ranges::max_element(lines_, {}, &Line::length);
        const auto i = static_cast<std::size_t>(longest - lines_.begin());
        constexpr double kBeside = 1.0 / 1024;
        const Point middle = 0.5 * (points_[i] + points_[before(i)]);
        const int on_left = winding(letter, middle + kBeside * longest->normal);
        const int on_right = winding(letter, middle - kBeside * longest->normal);
        return std::abs(on_left) > std::abs(on_right);
    }

    void turn(std::size_t i) {
        const auto& line = lines_[i];
        const auto& next = lines_[i + 1 == points_.size() ? 0 : i + 1];
        const double more = 1 + dot(line.normal, next.normal);
        if (line.shorter == 0) {
            if (by_ * (std::sqrt(2 / more) - 1) <= kTolerance) {
                into_->push_back(points_[i] + by_ / more * (line.normal + next.normal));
                return;
            }
            into_->push_back(points_[i] + by_ * line.normal);
            arc(points_[i], line.normal, next.normal);
            return;
        }
        if (lines_[before(i)].shorter + line.shorter <= line.length && line.shorter + next.shorter <= next.length) {
            into_->push_back(points_[i] + by_ / more * (line.normal + next.normal));
            return;
        }
        // No room to cut the corner: around it, so that nothing turns the wrong way.
        into_->push_back(points_[i] + by_ * line.normal);
        into_->push_back(points_[i]);
        into_->push_back(points_[i] + by_ * next.normal);
    }

    // Without its begin.
    void arc(Point centre, Point from, Point to) {
        const double cosine = dot(from, to);
        const double rise = by_ * (1 - std::sqrt(std::max(0.0, (1 + cosine) / 2)));
        if (rise > kTolerance) {
            const auto sum = from + to;
            // Turning back: by the outer side, a quarter at a time.
            const auto middle = cosine > -0.999 ? 1 / length(sum) * sum : Point{-from.y, from.x};
            arc(centre, from, middle);
            arc(centre, middle, to);
            return;
        }
        into_->push_back(centre + by_ * to);
    }

    double by_;
    std::vector<Point>* into_;
    std::vector<Point> points_;
    std::vector<Line> lines_;
};

}  // namespace

void Contours::clear() {
    points.clear();
    ends.clear();
}

Rect Contours::area() const {
    if (points.empty()) return {};
    const auto [leftmost, rightmost] = std::ranges::minmax(points, {}, &Point::x);
    const auto [highest, lowest] = std::ranges::minmax(points, {}, &Point::y);
    const auto before = [](double pixels) { return static_cast<int>(std::floor(pixels)); };
    const auto after = [](double pixels) { return static_cast<int>(std::ceil(pixels)); };
    const Rect area{before(leftmost.x), before(highest.y), 0, 0};
    return {area.left, area.top, after(rightmost.x) - area.left, after(lowest.y) - area.top};
}

void flatten(FT_Outline& letter, Contours& into) {
    into.clear();
    Flattening flattening{into, {}};
    const FT_Outline_Funcs functions{move_to, line_to, conic_to, cubic_to, 0, 0};
    if (FT_Outline_Decompose(&letter, &functions, &flattening) != 0) throw std::runtime_error("FreeType: no outline");
    flattening.close();
}

void grow(const Contours& letter, double by, Contours& into) {
    into.clear();
    Border border(by, into.points);
    std::size_t begin = 0;
    for (const auto end : letter.ends) {
        border.follow(letter, std::span(letter.points).subspan(begin, end - begin));
        into.ends.push_back(into.points.size());
        begin = end;
    }
}

}  // namespace promo::rendering
