"""One report in six languages, written for the tests: the same paragraphs, numbers and slips; nothing in it is real."""

ENGLISH = """S/2031/210
Distr.: General
12 March 2031
Original: English

Letter dated 10 March 2031 from the Permanent Representative of Norway to the United Nations addressed to the
President of the Security Council

I have the honour to transmit the report of the Monitoring Commission (see annex).

(Signed) Astrid Nordahl
Ambassador

Annex

Report of the Monitoring Commission

I. Introduction

1. The present report is submitted pursuant to paragraph 5 of Security Council resolution 1325 (2000) and
covers the period from 2 December 2030 to 2 March 2031.

2. The Commission held 12 meetings (including 5 public meetings and 6 private meetings). It is composed of 75
representatives, including 17 women.

II. Ceasefire

3. The parties agreed on 2 March 2031 that all armed forces shall withdraw from the contact lines within three
months.

4. The monitors verified more than 120 sites and nearly 1,500 missiles, about 500 kilometres from Geneva.

5. The Commission requests 90,000 dollars and at least 25 tonnes of fuel; 40 per cent of the posts are vacant.

IV. Recommendations

6. All armed forces must withdraw from the contact lines within 90 days, as the parties agreed (see paragraph
3 above).

7. The Commission urges the parties:

(a) To exchange all detainees by 30 June 2031;

(b) To submit an annual report (see paragraph 42 below).

8. The second meeting will be held in Vienna; the date is yet to be determined.

9. The nearly 1,500 systems that the monitors verified must be destroyed by 31 June 2031.

11. The monitors visited the towns of Hodeidah, Aden, Idlib, Aleppo and Aden.
"""

FRENCH = """S/2031/210
Distr. générale
12 mars 2031
Original : français

Lettre datée du 10 mars 2031, adressée au Président du Conseil de sécurité par la Représentante permanente de
la Norvège auprès de l’Organisation des Nations Unies

J’ai l’honneur de vous faire tenir le rapport de la Commission de surveillance (voir annexe).

(Signé) Astrid Nordahl
L’Ambassadrice

Annexe

Rapport de la Commission de surveillance

I. Introduction

1. Le présent rapport est soumis en application du paragraphe 5 de la résolution 1325 (2000) du Conseil de
sécurité et porte sur la période du 2 décembre 2030 au 2 mars 2031.

2. La Commission a tenu 12 réunions (dont 5 réunions publiques et 6 réunions privées). Elle se compose de 75
représentants, dont 17 femmes.

II. Cessez-le-feu

3. Les parties sont convenues le 2 mars 2031 que toutes les forces armées se retireront des lignes de contact
dans un délai de trois mois.

4. Les observateurs ont vérifié plus de 120 sites et près de 1 500 missiles, à environ 500 kilomètres de
Genève.

5. La Commission demande 90 000 dollars et au moins 25 tonnes de carburant ; 40 % des postes sont vacants.

IV. Recommandations

6. Toutes les forces armées doivent se retirer des lignes de contact dans un délai de 90 jours, comme les
parties en sont convenues (voir par. 3 ci-dessus).

7. La Commission exhorte les parties :

a) À échanger tous les détenus d’ici au 30 juin 2031 ;

b) À présenter un rapport annuel (voir par. 42 ci-dessous).

8. La deuxième réunion se tiendra à Vienne ; la date reste à fixer.

9. Les près de 1 500 systèmes que les observateurs ont vérifiés doivent être détruits d’ici au 31 juin 2031.

11. Les observateurs se sont rendus dans les villes de Hodeïda, Aden, Edleb, Alep et Aden.
"""

SPANISH = """S/2031/210
Distr. general
12 de marzo de 2031
Original: español

Carta de fecha 10 de marzo de 2031 dirigida a la Presidencia del Consejo de Seguridad por la Representante
Permanente de Noruega ante las Naciones Unidas

Tengo el honor de transmitir el informe de la Comisión de Vigilancia (véase el anexo).

(Firmado) Astrid Nordahl
Embajadora

Anexo

Informe de la Comisión de Vigilancia

I. Introducción

1. El presente informe se presenta en cumplimiento del párrafo 5 de la resolución 1325 (2000) del Consejo de
Seguridad y abarca el período comprendido entre el 2 de diciembre de 2030 y el 2 de marzo de 2031.

2. La Comisión celebró 12 reuniones (incluidas 5 reuniones públicas y 6 reuniones privadas). Está integrada
por 75 representantes, entre ellos 17 mujeres.

II. Alto el fuego

3. Las partes acordaron el 2 de marzo de 2031 que todas las fuerzas armadas se retirarían de las líneas de
contacto en un plazo de tres meses.

4. Los observadores verificaron más de 120 sitios y casi 1.500 misiles, a unos 500 kilómetros de Ginebra.

5. La Comisión solicita 90.000 dólares y al menos 25 toneladas de combustible; el 40 % de los puestos están
vacantes.

IV. Recomendaciones

6. Todas las fuerzas armadas deben retirarse de las líneas de contacto en un plazo de 90 días, como acordaron
las partes (véase el párrafo 3 supra).

7. La Comisión exhorta a las partes a:

a) Canjear a todos los detenidos a más tardar el 30 de junio de 2031;

b) Presentar un informe anual (véase el párrafo 42 infra).

8. La segunda reunión se celebrará en Viena; la fecha se determinará más adelante.

9. Los casi 1.500 sistemas que los observadores verificaron deben ser destruidos a más tardar el 31 de junio
de 2031.

11. Los observadores visitaron las ciudades de Hodeida, Adén, Idlib, Alepo y Adén.
"""

RUSSIAN = """S/2031/210
Distr.: General
12 марта 2031 года
Подлинный текст на русском языке

Письмо Постоянного представителя Норвегии при Организации Объединенных Наций от 10 марта 2031 года на имя
Председателя Совета Безопасности

Имею честь препроводить доклад Комиссии по наблюдению (см. приложение).

(Подпись) Астрид Нурдаль
Посол

Приложение

Доклад Комиссии по наблюдению

I. Введение

1. Настоящий доклад представлен во исполнение пункта 5 резолюции 1325 (2000) Совета Безопасности и охватывает
период со 2 декабря 2030 года по 2 марта 2031 года.

2. Комиссия провела 12 заседаний (включая 5 открытых заседаний и 6 закрытых заседаний). В ее состав входят 75
представителей, в том числе 17 женщин.

II. Прекращение огня

3. Стороны договорились 2 марта 2031 года, что все вооруженные силы покинут линии соприкосновения в течение
трех месяцев.

4. Наблюдатели проверили более 120 объектов и почти 1500 ракет на расстоянии около 500 километров от Женевы.

5. Комиссия просит выделить 90 000 долл. США и не менее 25 тонн топлива; 40 процентов должностей вакантны.

IV. Рекомендации

6. Все вооруженные силы должны покинуть линии соприкосновения в течение 90 дней, как договорились стороны (см.
пункт 3 выше).

7. Комиссия настоятельно призывает стороны:

a) обменяться всеми задержанными до 30 июня 2031 года;

b) представлять ежегодный доклад (см. пункт 42 ниже).

8. Второе совещание состоится в Вене; дата будет определена позднее.

9. Почти 1500 систем, которые наблюдатели проверили, должны быть уничтожены до 31 июня 2031 года.

11. Наблюдатели посетили города Ходейда, Аден, Идлиб, Алеппо и Аден.
"""

ARABIC = """S/2031/210
Distr.: General
12 آذار/مارس 2031
الأصل: بالعربية

رسالة مؤرخة 10 آذار/مارس 2031 موجهة إلى رئيس مجلس الأمن من الممثلة الدائمة للنرويج لدى الأمم المتحدة

أتشرف بأن أحيل إليكم تقرير لجنة الرصد (انظر المرفق).

(توقيع) أستريد نوردال
السفيرة

المرفق

تقرير لجنة الرصد

أولا - مقدمة

1 - يقدم هذا التقرير عملا بالفقرة 5 من قرار مجلس الأمن 1325 (2000) ويغطي الفترة من 2 كانون الأول/ديسمبر 2030
إلى 2 آذار/مارس 2031.

2 - عقدت اللجنة 12 جلسة (منها 5 جلسات علنية و 6 جلسات مغلقة). وتتألف من 75 ممثلا، من بينهم 17 امرأة.

ثانيا - وقف إطلاق النار

3 - اتفق الطرفان في 2 آذار/مارس 2031 على أن تنسحب جميع القوات المسلحة من خطوط التماس في غضون ثلاثة أشهر.

4 - تحقق المراقبون من أكثر من 120 موقعا وما يقرب من 1500 صاروخ على بعد نحو 500 كيلومتر من جنيف.

5 - تطلب اللجنة 90000 دولار وما لا يقل عن 25 طنا من الوقود؛ و 40 في المائة من الوظائف شاغرة.

رابعا - توصيات

6 - يجب أن تنسحب جميع القوات المسلحة من خطوط التماس في غضون 90 يوما، كما اتفق الطرفان (انظر الفقرة 3 أعلاه).

7 - تحث اللجنة الطرفين على ما يلي:

(أ) تبادل جميع المحتجزين في موعد أقصاه 30 حزيران/يونيه 2031؛

(ب) تقديم تقرير سنوي (انظر الفقرة 42 أدناه).

8 - سيعقد الاجتماع الثاني في فيينا؛ وسيحدد الموعد لاحقا.

9 - يجب تدمير ما يقرب من 1500 منظومة تحقق المراقبون منها بحلول 31 حزيران/يونيه 2031.

11 - زار المراقبون المدن التالية: الحديدة وعدن وإدلب وحلب وعدن.
"""

CHINESE = """S/2031/210
Distr.: General
12 March 2031
Chinese
Original: Chinese

2031年3月10日挪威常驻联合国代表给安全理事会主席的信

谨随函转递监测委员会的报告(见附件)。

常驻代表

阿斯特丽德·努尔达尔(签名)

附件

监测委员会的报告

一. 导言

1. 本报告根据安全理事会第1325(2000)号决议第5段提交，所涉期间为2030年12月2日至2031年3
月2日。

2. 委员会举行了12次会议(包括5次公开会议和6次非公开会议)。委员会由75名代表组成，其中包括17名妇女。

二. 停火

3. 双方于2031年3月2日商定，所有武装部队须在三个月内撤离接触线。

4. 监测员核查了120多处场址和近1 500枚导弹，距日内瓦约500公里。

5. 委员会请求提供90 000美元和至少25吨燃料；40%的员额空缺。

四. 建议

6. 所有武装部队必须按双方商定在90天内撤离接触线(见上文第3段)。

7. 委员会敦促双方：

(a) 至迟于2031年6月30日交换所有被拘留者；

(b) 提交年度报告(见下文第42段)。

8. 第二次会议将在维也纳举行；会议日期将另行确定。

9. 监测员核查的近1 500件系统必须在2031年6月31日前销毁。

11. 监测员走访了以下城镇：荷台达、亚丁、伊德利卜、阿勒颇和亚丁。
"""

PARALLEL = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH, "ru": RUSSIAN, "ar": ARABIC, "zh": CHINESE}
